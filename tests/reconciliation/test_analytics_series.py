"""Series: missing and repeated document numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.analytics import Gap, Numbered, Series, counted, numbers_of, series
from tests.reconciliation.builders import funded, pay


def of(*numbers: str, voided: tuple[str, ...] = ()) -> list[Numbered]:
    return [Numbered("disburse", "D1", 2569, number, number in voided) for number in (*numbers, *voided)]


def only(numbers: list[Numbered]) -> Series:
    (one,) = series(numbers)
    return one


@pytest.mark.parametrize(
    ("number", "form", "counter"),
    (
        ("TR-001", "TR-#", 1),
        ("DN-1032-02", "DN-1032-#", 2),
        ("ฎ 0001/2569", "ฎ #/2569", 1),
        ("ฎ 0001/2568", "ฎ 0001/#", 2568),
        ("12ก", "#ก", 12),
        ("๐๐๗", "#", 7),
        ("/2569", "/2569", 0),
        ("PLAN", "PLAN", 0),
        ("", "", 0),
    ),
)
def test_the_counter_is_the_last_run_of_digits_but_for_the_year(number: str, form: str, counter: int) -> None:
    assert counted(number, 2569) == (form, counter)


def test_what_is_missing_between_first_and_last_is_a_gap() -> None:
    found = only(of("PV-09", "PV-03", "PV-05", "PV-10"))
    assert (found.first, found.last, found.gaps) == (3, 10, (Gap(4, 4), Gap(6, 8)))
    assert found.missing == 4


def test_a_voided_number_leaves_no_gap() -> None:
    found = only(of("PV-1", "PV-3", voided=("PV-2",)))
    assert (found.gaps, found.used, found.voided) == ((), 3, 1)


def test_one_counter_written_in_two_ways_is_a_repeat() -> None:
    assert only(of("PV-1", "PV-01", "PV-2")).repeats == (("PV-01", "PV-1"),)


def test_units_years_and_kinds_have_series_of_their_own() -> None:
    base = Numbered("disburse", "D1", 2569, "1")
    others = [base._replace(unit="D2"), base._replace(fiscal_year=2570), base._replace(kind="commit")]
    found = series([base, *(other._replace(number="3") for other in others)])
    assert [(one.first, one.gaps) for one in found] == [(3, ()), (1, ()), (3, ()), (3, ())]


@given(st.sets(st.integers(1, 300), min_size=1))
def test_gaps_and_numbers_together_are_the_whole_run(counters: set[int]) -> None:
    found = only(of(*(f"PV-{counter:04d}" for counter in counters)))
    missing = {counter for gap in found.gaps for counter in range(gap.first, gap.last + 1)}
    assert missing | counters == set(range(found.first, found.last + 1))
    assert not missing & counters


def test_the_journal_says_which_numbers_were_used_and_voided() -> None:
    book = funded()
    pay(book, "2026-03-02", "PV-1", "1.00")
    pay(book, "2026-03-02", "PV-3", "1.00")
    void = {"kind": "disburse", "unit": "D1", "number": "PV-2", "reason": "เสีย", "document_fiscal_year": 2569}
    book.post("2026-03-03", "void_number", **void)
    found = [one for one in series(numbers_of(book.entries)) if one.kind == "disburse"]
    assert [(one.form, one.used, one.voided, one.gaps) for one in found] == [("PV-#", 3, 1, ())]


def test_numbers_of_any_length_are_read() -> None:
    assert only(of("1" * 100)).last == int("1" * 100)
