"""Evidence: what a run matched, what it leaves to a person, and how a person decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.runs import make_run
from tests.api.resources.test_formats import XLSX, in_form, rows_of, sheets_of
from tests.builders import a_command, a_voucher
from tests.serving import Office, an_office

RUN = "/reconciliations/RUN-0001"


def worked(office: Office, *, others: bool) -> None:
    """A lot paid by name, two alike of which a voucher names none; others' vouchers of the same numbers."""
    for unit, mark in (("1032", ""), *((("1033", "N-"),) if others else ())):
        for lot in ("LOT-A", "LOT-B", "LOT-C"):
            delivery = a_command("deliver", number=f"{mark}{lot}", unit=unit, vendor="V1")
            office.post(delivery, "surveyor", f"{unit}-{lot}")
            decision = a_command("decide", delivery=f"{mark}{lot}", accepted=2 if lot == "LOT-A" else 1)
            office.post(decision, "committee", f"{unit}-{lot}-decided")
        spender = "spender" if unit == "1032" else "neighbour"
        named = a_voucher("V1", {"amount": "171.00", "delivery": f"{mark}LOT-A"}, unit=unit)
        office.post(named, spender, f"{unit}-v1")
        office.post(a_voucher("V2", {"amount": "85.50"}, unit=unit), spender, f"{unit}-v2")
        office.post(a_voucher("V3", {"amount": "1.00"}, unit=unit), spender, f"{unit}-v3")
    make_run(office.journal, date(2025, 11, 15), None, "reconciler", date(2025, 11, 20))


@pytest.fixture
def reconciled(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """A book that was reconciled, of two districts."""
    with an_office(migrated_sqlite_url, tmp_path) as office:
        worked(office, others=True)
        yield office


@pytest.fixture
def alone(fresh_sqlite: Callable[[], str], tmp_path: Path) -> Iterator[Office]:
    """The same district in a book in which the other did nothing."""
    with an_office(fresh_sqlite(), tmp_path) as office:
        worked(office, others=False)
        yield office


def numbers(found: list[dict[str, Any]]) -> list[tuple[list[str], list[str], str, str]]:
    return [
        (
            [leg["number"] for leg in one["vouchers"]],
            [lot["number"] for lot in one["deliveries"]],
            one["rule"],
            one["status"],
        )
        for one in found
    ]


def test_every_match_is_told_with_its_papers_rule_status_and_difference(reconciled: Office) -> None:
    found = reconciled.read("spender", f"{RUN}/matches")["matches"]
    assert numbers(found) == [
        (["V1"], ["LOT-A"], "R1", "CONFIRMED"),
        (["V2"], ["LOT-B"], "R3", "SUGGESTED"),
        (["V3"], [], "-", "UNMATCHED"),
    ]
    assert [one["difference"] for one in found] == ["0.00", "0.00", "1.00"]
    assert found[0]["vouchers"] == [{"number": "V1", "fiscal_year": 2569, "parts": [1], "amount": "171.00"}]
    assert found[0]["deliveries"] == [{"number": "LOT-A", "earned": "171.00"}]
    assert found[0]["th"] != found[0]["en"]


@pytest.mark.parametrize(
    ("asked", "vouchers"),
    (
        ("?status=UNMATCHED", ["V3", "V3"]),
        ("?rule=R1&unit=1033", ["V1"]),
        ("?activity=CT", []),
        ("?unit=1032", ["V1", "V2", "V3"]),
    ),
)
def test_matches_are_narrowed(reconciled: Office, asked: str, vouchers: list[str]) -> None:
    found = reconciled.read("auditor", f"{RUN}/matches{asked}")["matches"]
    assert [leg["number"] for one in found for leg in one["vouchers"]] == vouchers


def test_pages_of_matches_make_up_the_whole(reconciled: Office) -> None:
    whole = reconciled.read("auditor", f"{RUN}/matches")["matches"]
    pages: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = reconciled.read("auditor", f"{RUN}/matches?limit=4&cursor={cursor}")
        pages += page["matches"]
        cursor = page["next"]
    assert pages == whole
    assert len(whole) == 6
    assert reconciled.get("auditor", f"{RUN}/matches?cursor=WyJ4Il0").json["code"] == "bad_value"


def test_a_suggestion_offers_its_answers_and_leads_to_a_match_by_two_people(reconciled: Office) -> None:
    (one,) = reconciled.read("spender", f"{RUN}/suggestions")["suggestions"]
    assert one["best"] == [
        {"vouchers": ["V2"], "deliveries": ["LOT-B"]},
        {"vouchers": ["V2"], "deliveries": ["LOT-C"]},
    ]
    leg = one["vouchers"][0]
    wanted = {
        "verb": "match", "number": "MT-1", "reason": "ตรวจแล้ว",
        "unit": one["unit"], "activity": one["activity"],
        "vouchers": [{"voucher": leg["number"], "part": leg["parts"][0], "amount": leg["amount"]}],
        "lots": [{"delivery": "LOT-C", "amount": "85.50"}],
    }  # fmt: skip
    proposal = {"number": "P-1", "command": wanted, "effective_on": "2025-11-20"}
    made = reconciled.command("reconciler", proposal, "p", "/proposals")
    assert made.status_code == 201, made.text


def test_rows_of_others_with_equal_numbers_change_no_byte_of_what_was_matched(
    reconciled: Office, alone: Office
) -> None:
    for path in ("matches", "suggestions", "matches?status=SUGGESTED&limit=1", "findings"):
        told = [office.get("spender", f"{RUN}/{path}").data for office in (reconciled, alone)]
        assert told[0] == told[1], path
        assert b"1033" not in told[0]


def test_another_s_unit_is_as_one_that_is_not_there(reconciled: Office) -> None:
    answers = [reconciled.get("spender", f"{RUN}/matches?unit={unit}") for unit in ("1033", "NONE")]
    assert {(each.status_code, each.data) for each in answers} == {(404, answers[0].data)}
    assert reconciled.get("auditor", "/reconciliations/RUN-9/suggestions").status_code == 404


def test_matches_are_had_as_a_table(reconciled: Office) -> None:
    row = rows_of(in_form(reconciled, "spender", f"{RUN}/matches?table=vouchers", "text/csv"))[0]
    assert (row["no"], row["number"], row["parts"], row["amount"]) == ("1", "V1", "1", "171.00")
    sheets = sheets_of(in_form(reconciled, "spender", f"{RUN}/suggestions", XLSX)).sheetnames
    assert len(sheets) == 4
