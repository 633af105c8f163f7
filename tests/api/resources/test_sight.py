"""A district sees nothing of another: rows of others change no byte of any answer it can get."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.commands import Command
from tests.builders import EXAMPLES, Asked, a_command, a_request, a_transfer, a_voucher, a_world
from tests.serving import Office, an_office

Step = tuple[str, Command]
LEG: Final = EXAMPLES["transfer"]["legs"][0]

# What district 1032 does, the same in both books.
OWN: Final[tuple[Step, ...]] = (
    ("spender", a_command("commit", number="C1", amount="100.00")),
    ("spender", a_voucher("V1", {"amount": "50.00"})),
    ("surveyor", a_command("deliver", number="LOT-1")),
    ("committee", a_command("decide", delivery="LOT-1")),
    ("officer", a_transfer("TR-OWN", amount="20.00")),
    ("receiver", a_command("confirm", transfer="TR-OWN", amount="20.00")),
    ("spender", a_voucher("V2", {"amount": "5.00"})),
)
# What others do in between.
FOREIGN: Final[tuple[Step, ...]] = (
    ("officer", a_transfer("TR-FOREIGN", to_unit="1033", amount="30.00")),
    ("neighbour", a_command("confirm", transfer="TR-FOREIGN", amount="10.00")),
    ("officer", a_command("register_unit", code="1034", parent="DEPT")),
    ("officer", a_command("open_line", code="L69-THEIRS", units=["1033"])),
    ("officer", a_command("set_rate", unit="1033", rate="77.00")),
    ("root", a_command("grant_role", holder="another", roles=["district_finance"], units=["1033"])),
    ("officer", a_voucher("V1", {"amount": "7.00"}, unit="1033")),
    ("officer", a_command("recall", transfer="TR-FOREIGN")),
    ("surveyor", a_command("deliver", number="LOT-FOREIGN", unit="1033")),
    ("officer", a_command("commit", number="C1", unit="1033", amount="12.00")),
)
PATHS: Final = (
    "/books",
    "/districts",
    "/budget-lines",
    "/activities",
    "/balances",
    "/balances?items=true",
    "/balances?on=2025-11-10",
    "/allocations",
    "/allocations/1032",
    "/allocations/1033",
    "/allocations/1034",
    "/allocations/1032/L69",
    "/allocations?line=L69-THEIRS",
    "/journal/entries",
    "/journal/entries?limit=2",
    "/journal/entries?unit=1033",
    "/journal/entries?unit=1034",
    "/journal/entries?number=V1",
    "/journal/entries?number=TR-FOREIGN",
    "/transfers",
    "/transfers?limit=1",
    "/transfers/TR-OWN",
    "/transfers/TR-FOREIGN",
    "/vouchers",
    "/vouchers?limit=1",
    "/vouchers/1032/2569/V1",
    "/vouchers/1033/2569/V1",
    "/reconciliations",
    "/commitments",
    "/proposals",
    "/standing",
    "/grants",
    "/advances",
    "/deliveries",
    "/commitments/1032/2569/C1",
    "/commitments/1033/2569/C1",
    "/deliveries/1033/2569/LOT-FOREIGN",
    "/reconciliations/RUN-1/findings",
    "/checkpoint",
    "/tiles/book-1/checkpoint",
    "/tiles/book-1/tile/0/000.p/1",
    "/balances?as_of=1",
    "/journal/entries/40",
    "/journal/entries/1",
    "/journal/entries/999",
    "/journal/entries/40/proof",
    "/health/ready",
)
WRITES: Final[tuple[dict[str, Any], ...]] = (
    {"verb": "commit", **EXAMPLES["commit"], "number": "C9"},
    {"verb": "commit", **EXAMPLES["commit"], "number": "C9", "amount": "99999.00"},
    {"verb": "commit", **EXAMPLES["commit"], "number": "C9", "unit": "1033"},
    {"verb": "commit", **EXAMPLES["commit"], "number": "C9", "unit": "1034"},
    {"verb": "commit", **EXAMPLES["commit"], "number": "C9", "line": "L69-THEIRS"},
    {"verb": "confirm", "transfer": "TR-FOREIGN", "amount": "1.00"},
    {"verb": "disallow", "voucher": "V1", "unit": "1033", "amount": "1.00", "reason": "x"},
)


def book(*, foreign: bool) -> list[Asked]:
    """The district's steps; the others' between them, if at all."""
    made = list(a_world())
    waiting = list(FOREIGN) if foreign else []
    for number, (who, said) in enumerate(OWN):
        theirs, waiting = waiting[:2], waiting[2:]
        made += [(a_request(other, f"theirs-{number}-{n}"), by) for n, (by, other) in enumerate(theirs)]
        made.append((a_request(said, f"own-{number}"), who))
    assert not waiting
    return made


@pytest.fixture
def offices(fresh_sqlite: Callable[[], str], tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """The same district alone, and among others."""
    with ExitStack() as stack:
        yield (
            stack.enter_context(an_office(fresh_sqlite(), tmp_path, book(foreign=False))),
            stack.enter_context(an_office(fresh_sqlite(), tmp_path, book(foreign=True))),
        )


def told(office: Office, who: str, path: str) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer is: its status, its body, and its headers but for the number of the request."""
    answer = office.get(who, path)
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    return answer.status_code, answer.data, headers


def test_rows_of_others_change_no_byte_of_what_a_district_reads(offices: tuple[Office, Office]) -> None:
    alone, among = offices
    for who in ("spender", "receiver"):
        for path in PATHS:
            assert told(alone, who, path) == told(among, who, path), path


def test_the_comparison_would_see_a_difference(offices: tuple[Office, Office]) -> None:
    alone, among = offices
    changed = [path for path in PATHS if told(alone, "auditor", path) != told(among, "auditor", path)]
    assert {
        "/districts",
        "/budget-lines",
        "/balances",
        "/allocations",
        "/journal/entries",
        "/transfers",
        "/checkpoint",
    } <= {*changed}


def test_rows_of_others_change_no_byte_of_what_a_district_is_told_when_it_writes(
    offices: tuple[Office, Office],
) -> None:
    for path in ("/commands?dry_run=true", "/commands"):
        for number, plain in enumerate(WRITES):
            asked = {**plain, "effective_on": "2025-11-10"}
            alone, among = (office.command("spender", asked, f"w{number}", path) for office in offices)
            assert (alone.status_code, alone.data) == (among.status_code, among.data), plain
            assert alone.headers.get("Location") == among.headers.get("Location")


def test_a_page_can_be_followed_the_same_way_in_both(offices: tuple[Office, Office]) -> None:
    for path, rows in (
        ("/journal/entries", "entries"),
        ("/transfers", "transfers"),
        ("/vouchers", "vouchers"),
    ):
        cursor = ""
        for _ in range(30):
            alone, among = (office.read("spender", f"{path}?limit=1&cursor={cursor}") for office in offices)
            assert alone == among
            assert len(alone[rows]) <= 1
            cursor = alone["next"]
            if cursor is None:
                break
        else:
            raise AssertionError("the pages never end")


def test_of_an_order_to_several_a_unit_sees_its_own_leg(office: Office) -> None:
    legs = [{**LEG, "number": f"TR-{unit}", "to_unit": unit, "amount": "1.00"} for unit in ("1032", "1033")]
    office.post(a_command("transfer", order_no="คส 9", legs=legs), "officer", "order", remark="ถึงทุกเขต")
    entry = office.read("spender", "/journal/entries?number=TR-1032")["entries"][-1]
    assert [leg["to_unit"] for leg in entry["request"]["legs"]] == ["1032"]
    assert {line["unit"] for line in entry["lines"]} == {"1032"}
    assert "remark" not in entry["request"]
    assert office.read("spender", "/journal/entries?number=TR-1033")["entries"] == []
    whole = office.read("auditor", "/journal/entries?number=TR-1032")["entries"][-1]
    assert [leg["to_unit"] for leg in whole["request"]["legs"]] == ["1032", "1033"]
    numbers = [row["number"] for row in office.read("spender", "/transfers")["transfers"]]
    assert "TR-1032" in numbers
    assert "TR-1033" not in numbers


def test_a_number_another_unit_used_is_refused_without_saying_whose(office: Office) -> None:
    office.post(a_command("deliver", number="LOT-X", unit="1033"), "surveyor", "theirs")
    plain = {"verb": "deliver", **EXAMPLES["deliver"], "number": "LOT-X", "effective_on": "2025-11-10"}
    said = office.command("spender", plain)
    assert (said.status_code, said.json["code"]) == (409, "number_used")
    assert (said.json["facts"]["unit"], said.json["facts"]["seq"]) == ("—", "—")
    assert "1033" not in said.text
