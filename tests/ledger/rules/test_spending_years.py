"""Numbers start again each fiscal year: of two documents with one number, the year says which is meant."""

from __future__ import annotations

from typing import Any, Final

import pytest

from ledger.commands import Command
from tests.builders import PureDesk, a_book, a_command, a_voucher

YEARS: Final = (2568, 2569)


def of_two_years(verb: str) -> PureDesk:
    """A book with two documents of one number, of two document fiscal years."""
    said: list[tuple[str, Command]] = []
    for year in YEARS:
        own: dict[str, Any] = {"number": "N", "document_fiscal_year": year}
        if verb == "disburse":
            said.append(("spender", a_voucher(**own)))
        else:
            more = {"borrower": f"B{year}"} if verb == "advance" else {}
            said.append(("spender", a_command(verb, **own, **more)))
    return a_book(*said)


def item(year: int, part: str = "") -> str:
    return ("N" if year == 2569 else f"N@{year}") + part


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("of", "stage", "part", "who", "verb", "changes"),
    (
        ("commit", "committed", "", "spender", "release_commitment", {"commitment": "N", "amount": "50.00"}),
        ("advance", "advanced", "", "spender", "refund", {"advance": "N"}),
        ("disburse", "expended", "/1", "head", "disallow", {"voucher": "N"}),
        ("disburse", "expended", "/1", "head", "reverse", {"reverses": "N"}),
        ("commit", "committed", "", "head", "reverse", {"kind": "commit", "reverses": "N"}),
    ),
)
def test_the_document_of_the_year_is_meant_and_no_other(  # noqa: PLR0917 - columns of the table
    of: str, stage: str, part: str, who: str, verb: str, changes: dict[str, Any], year: int
) -> None:
    desk = of_two_years(of)
    named = "reverses_fiscal_year" if verb == "reverse" else "document_fiscal_year"
    other = next(each for each in YEARS if each != year)
    assert desk.refused(a_command(verb, **{**changes, named: 2570}), who).startswith("unknown_")
    desk.done(a_command(verb, **{**changes, named: year}), who)
    assert desk.balance(f"{stage}:1032:L69:{item(year, part)}") == 0
    assert desk.balance(f"{stage}:1032:L69:{item(other, part)}") == 5_000


@pytest.mark.parametrize("year", YEARS)
def test_what_is_recovered_is_of_the_voucher_of_the_year(year: int) -> None:
    desk = of_two_years("disburse")
    for each in YEARS:
        desk.done(a_command("disallow", voucher="N", document_fiscal_year=each), "head")
    desk.done(a_command("recover", voucher="N", document_fiscal_year=year), "spender")
    left = [desk.balance(f"disallowed:1032:L69:{item(each, '/1')}") for each in YEARS]
    assert left == [0 if each == year else 5_000 for each in YEARS]


def test_of_two_carry_overs_that_of_the_year_is_extended() -> None:
    carries = [
        ("spender", a_command("carry_forward", number="N", document_fiscal_year=year)) for year in YEARS
    ]
    desk = a_book(*carries)
    assert desk.refused(a_command("extend", carry="N", document_fiscal_year=2570), "head") == "unknown_carry"
    entry = desk.done(a_command("extend", carry="N", document_fiscal_year=2568), "head")
    assert desk.entries[entry.refers_to - 1].document_year == 2568
