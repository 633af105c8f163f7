"""Matching and unmatching change no figure of the value layer, right or wrong as the matches may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.buckets import Bucket
from ledger.commands import Disburse
from ledger.entries import Entry
from ledger.errors import Refusal
from ledger.money import parse_money
from reconciliation.matching.match import Match
from reconciliation.papers.matches import standing_matches
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import default_rules
from reconciliation.statement import Statement
from tests.reconciliation.builders import CUT_OFF, PILOT, Book, folder_book
from tests.reconciliation.programmes import baht, carried_out, programmes

DAY = date(2026, 7, 1)


def statement(book: Book, on: date) -> Statement:
    standing = standing_matches(book.entries, on)
    return reconcile(book.entries, on, default_rules(), len(book.entries), "", standing=standing)


def figures(book: Book, on: date) -> tuple[object, ...]:
    made = statement(book, on)
    assert made.balanced
    return made.cells, made.districts, made.total


def tolerant(book: Book) -> None:
    """Let anything be matched with anything."""
    wide = [
        {"name": "group_tolerance", "value": "9999999.00"},
        {"name": "group_tolerance_percent", "value": "999999999"},
    ]
    book.post(
        "2025-10-01", "set_rules", version="wide", valid_from="2025-10-01", digest="aa", parameters=wide
    )


def spent(book: Book) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(unit, activity, leg) of every voucher line that has something unmatched."""
    for entry in book.entries:
        command = entry.command
        if isinstance(command, Disburse) and not entry.refused and entry.kind == "disburse":
            for part, charge in enumerate(command.lines, 1):
                bucket = Bucket("expended", command.unit, charge.line, f"{command.number}/{part}", "satang")
                left = book.state.holding(bucket).balance
                if left:
                    leg = {"voucher": command.number, "part": part, "amount": baht(left)}
                    yield command.unit, charge.activity, leg


def earned(book: Book) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """(unit, activity) -> lots with open worth."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for bucket, holding in book.state.touched():
        if bucket.stage == "earned" and holding.balance:
            lot = {"delivery": bucket.item, "amount": baht(holding.balance)}
            found.setdefault((bucket.unit, bucket.code), []).append(lot)
    return found


def matched_at_will(book: Book, on: date, picks: Iterable[int]) -> list[Entry]:
    """Match each voucher line with some lot of its cell, whatever the amounts."""
    legs, made = list(spent(book)), list[Entry]()
    for number, (pick, (unit, activity, leg)) in enumerate(zip(picks, legs, strict=False)):
        lots = earned(book).get((unit, activity), [])
        if not lots:
            continue
        lot = lots[pick % len(lots)]
        gap = abs(parse_money(leg["amount"]).minor - parse_money(lot["amount"]).minor)
        try:
            made.append(book.post(
                on.isoformat(), "match", number=f"M{number}", unit=unit, activity=activity, reason="x",
                vouchers=[leg], lots=[lot], difference=baht(gap),
            ))  # fmt: skip
        except Refusal:
            continue
    return made


@given(programmes, st.lists(st.integers(0, 9), min_size=20, max_size=20), st.integers(0, 3))
def test_no_match_however_wrong_changes_a_figure(chosen: Any, picks: list[int], undone: int) -> None:  # noqa: ANN401 - steps
    book = carried_out(chosen).book
    tolerant(book)
    before = figures(book, DAY)
    made = matched_at_will(book, DAY, picks)
    assert figures(book, DAY) == before
    assert len(standing_matches(book.entries, DAY)) == len(made)
    for entry in made[: undone + 1]:
        number = entry.command.canonical()["number"]
        book.post(DAY.isoformat(), "unmatch", match=number, reason="x", actor="second")
    assert figures(book, DAY) == before
    assert len(standing_matches(book.entries, DAY)) == max(0, len(made) - undone - 1)


def test_the_confirmed_matches_of_the_pilot_change_no_figure_and_come_again() -> None:
    book = folder_book(PILOT)
    before = statement(book, CUT_OFF)
    tolerant(book)
    wanted = [one for one in before.matching.matches if one.status == "CONFIRMED" and one.rule != "RC"]
    for number, one in enumerate(wanted):
        book.post(CUT_OFF.isoformat(), "match", number=f"M{number}", **_wire(book, one))
    after = statement(book, CUT_OFF)
    assert (after.cells, after.districts, after.total) == (before.cells, before.districts, before.total)
    kept = {one.voucher_names for one in after.matching.matches if one.standing}
    assert kept == {one.voucher_names for one in wanted}


def _wire(book: Book, one: Match) -> dict[str, Any]:
    legs = {(unit, leg["voucher"], leg["part"]): leg for unit, _, leg in spent(book)}
    return {
        "rule": one.rule,
        "kind": one.kind,
        "unit": one.unit,
        "activity": one.activity,
        "reason": one.reason,
        "difference": baht(abs(one.difference)),
        "vouchers": [legs[one.unit, leg.number, part] for leg in one.vouchers for part in leg.parts],
        "lots": [{"delivery": lot.number, "amount": baht(lot.earned)} for lot in one.deliveries],
    }
