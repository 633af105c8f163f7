"""A token that says less than its holder's grants shows less and writes less, to the byte."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pytest
from sqlalchemy import text

from api.access.tokens import issue
from tests.builders import BOOK, DAY, EXAMPLES, NOW, a_command
from tests.serving import Answer, Office

ADDRESSES: Final = (
    "/districts", f"/districts?book={BOOK}", "/budget-lines", "/grants", "/checkpoint", "/reconciliations",
    "/allocations", "/allocations/1032", "/allocations/1033", "/allocations/1032/L69",
    "/balances", "/balances?unit=1033", "/balances?as_of=10",
    "/journal/entries", "/journal/entries?number=TR-2", "/journal/entries/1",
    "/transfers", "/transfers/TR-1", "/transfers/TR-2", "/vouchers", "/proposals", "/advances",
    "/commitments", "/deliveries",
)  # fmt: skip


class Narrow:
    """A token that says less, at an office."""

    def __init__(
        self, office: Office, who: str, units: Sequence[str] = (), verbs: Sequence[str] = ()
    ) -> None:
        self.office = office
        self.text = issue(office.engine, who, by="root", now=NOW, units=units, verbs=verbs)[1]

    def send(self, method: str, path: str, **more: Any) -> Answer:  # noqa: ANN401 - as Office.send has it
        headers = {"Authorization": f"Bearer {self.text}", **more.pop("headers", {})}
        return self.office.send(method, "", path, headers=headers, **more)

    def command(self, verb: str, key: str, **changes: Any) -> Answer:  # noqa: ANN401 - fields of many kinds
        office = Office(
            self.office.app,
            self.office.engine,
            self.office.settings,
            {"narrow": self.text},
            self.office.clock,
        )
        return office.command("narrow", {"verb": verb, **EXAMPLES[verb], "effective_on": DAY, **changes}, key)


def entries(office: Office) -> int:
    with office.engine.connect() as connection:
        return int(connection.execute(text("SELECT size FROM head")).scalar_one())


@pytest.mark.parametrize("holder", ("officer", "auditor"))
def test_a_token_for_one_unit_sees_what_that_units_reader_sees(each_office: Office, holder: str) -> None:
    each_office.post(a_command("commit"), "spender", "c")
    narrow = Narrow(each_office, holder, ["1032"])
    statuses = set()
    for address in ADDRESSES:
        mine, theirs = narrow.send("GET", address), each_office.get("spender", address)
        assert (mine.status_code, mine.data) == (theirs.status_code, theirs.data), address
        statuses.add(mine.status_code)
    assert {200, 404} <= statuses


def test_a_token_reaches_no_unit_that_its_holder_is_not_granted(office: Office) -> None:
    assert Narrow(office, "spender", ["1033"]).send("GET", "/districts").status_code == 404
    both = Narrow(office, "spender", ["1032", "1033"])
    assert both.send("GET", "/allocations").data == office.get("spender", "/allocations").data


WRITES: Final[tuple[tuple[str, dict[str, Any], int], ...]] = (
    ("commit", {}, 201),
    ("transfer", {}, 404),  # of the department's money
    ("confirm", {}, 201),  # by 1032, of a transfer to it
    ("confirm", {"transfer": "TR-2"}, 404),
    ("confirm", {"transfer": "TR-NONE"}, 404),
    ("open_line", {}, 404),
)


@pytest.mark.parametrize(("verb", "changes", "status"), WRITES)
def test_a_token_for_one_unit_writes_of_that_unit_only(
    each_office: Office, verb: str, changes: dict[str, Any], status: int
) -> None:
    everything = a_command(
        "grant_role",
        holder="everybody",
        roles=["district_finance", "finance_officer", "district_administrator"],
    )
    each_office.post(everything, "root", "grant")
    before = entries(each_office)
    said = Narrow(each_office, "everybody", ["1032"]).command(verb, "k", **changes)
    assert said.status_code == status, said.text
    assert (entries(each_office) > before) is (status == 201)


def test_what_is_anothers_and_what_is_not_there_are_one_answer(office: Office) -> None:
    narrow = Narrow(office, "officer", ["1032"])
    answers = [narrow.command("confirm", "k", transfer=number).data for number in ("TR-2", "TR-NONE")]
    assert answers[0] == answers[1]


def test_a_token_for_some_verbs_asks_for_no_other(office: Office) -> None:
    narrow = Narrow(office, "spender", verbs=["advance"])
    before = entries(office)
    said = narrow.command("commit", "k")
    assert (said.status_code, said.json["code"]) == (403, "verb_not_in_token")
    assert entries(office) == before
    assert narrow.command("advance", "k").status_code == 201
    assert narrow.send("GET", "/allocations").data == office.get("spender", "/allocations").data


@pytest.mark.parametrize(("units", "verbs"), ((["1032"], []), ([], ["commit"])))
def test_a_token_that_says_less_hands_no_file_in(office: Office, units: list[str], verbs: list[str]) -> None:
    said = Narrow(office, "spender", units, verbs).send("POST", "/uploads", data=b"number\n")
    assert (said.status_code, said.json["code"]) == (403, "token_too_narrow")


def test_a_token_for_some_verbs_orders_no_report(office: Office) -> None:
    data = b'{"kind": "hledger"}'
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    said = Narrow(office, "reconciler", verbs=["commit"]).send("POST", "/reports", data=data, headers=headers)
    assert said.json["code"] == "verb_not_in_token"
