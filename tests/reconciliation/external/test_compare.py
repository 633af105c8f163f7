"""Our balance ± listed items = their balance, whatever both sides wrote down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadValue, Refusal
from reconciliation.external import (
    ExternalResult,
    ExternalStatement,
    OurMovement,
    Place,
    StatementLine,
    band,
    compare,
    strangers,
)
from tests.reconciliation.external.statements import (
    D1,
    MAPPING,
    ON,
    RULES,
    SINCE,
    a_line,
    a_statement,
    books,
    compared,
    day,
    open_items,
    ours,
)

Left = list[OurMovement]
Right = list[StatementLine]

NAMES = ("", "V1", "V2", "V3", "D1", "D2")
days = st.integers(0, (ON - SINCE).days).map(lambda n: SINCE + timedelta(days=n))
amounts = st.sampled_from((-700, -300, -200, -100, 100, 200, 500))
movements = st.lists(
    st.builds(
        lambda on, names, amount, place: replace(
            ours("2026-01-01", "", amount, place=place), on=on, references=names
        ),
        on=days,
        names=st.lists(st.sampled_from(NAMES[1:]), max_size=2, unique=True).map(tuple),
        amount=amounts,
        place=st.sampled_from((D1, Place("D1", "M"), Place("D2", "L"))),
    ),
    max_size=12,
)
lines = st.lists(
    st.builds(
        StatementLine,
        account=st.sampled_from(("D1/L", "D2/L")),
        on=days,
        reference=st.sampled_from(NAMES),
        amount=amounts,
        text=st.sampled_from(("", "x")),
    ),
    max_size=12,
).map(lambda some: [replace(line, row=row) for row, line in enumerate(some, 2)])


def bridged(result: ExternalResult) -> list[int]:
    """Their balance by a sum of its own: ours, less our open items, plus theirs, plus the opening's."""
    sums = []
    for one in result.comparisons:
        here = [item for item in result.open_items if item.place == one.place]
        bridge = sum(item.amount if item.side == "theirs" else -item.amount for item in here)
        sums.append(one.ours + bridge + one.opening_difference)
    return sums


@given(movements, lines, st.integers(-500, 500), days)
def test_our_balance_and_the_listed_items_come_to_their_balance(
    left: Left, right: Right, opening: int, since: date
) -> None:
    since = min([since, *(line.on for line in right)])
    statement = a_statement(*right, opening=opening, since=since)
    result = compare(books(*left), statement, MAPPING, RULES)
    assert result.holds
    assert bridged(result) == [one.theirs for one in result.comparisons]
    assert sum(one.theirs for one in result.comparisons) == statement.closing
    for one in result.comparisons:
        assert one.expected + one.difference == one.theirs
        assert one.difference == one.unknown_theirs - one.unknown_ours + one.opening_difference


@given(movements, lines, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_entries_changes_nothing(left: Left, right: Right, chance: Random) -> None:
    known = books(*left)
    result = compare(known, a_statement(*right), MAPPING, RULES)
    shuffled_left, shuffled_right = list(known.movements), list(right)
    chance.shuffle(shuffled_left)
    chance.shuffle(shuffled_right)
    again = replace(known, movements=tuple(shuffled_left))
    assert compare(again, a_statement(*shuffled_right), MAPPING, RULES) == result


@given(movements, lines)
def test_every_item_is_matched_once_or_open_once(left: Left, right: Right) -> None:
    known = books(*left)
    result = compare(known, a_statement(*right), MAPPING, RULES)
    rows = [line.row for match in result.matched for line in match.theirs]
    rows += [item.row for item in result.open_items if item.side == "theirs"]
    assert sorted(rows) == [line.row for line in right]
    stated = {one.place for one in result.comparisons}
    entries = [one.seq for match in result.matched for one in match.ours]
    entries += [item.seq for item in result.open_items if item.side == "ours"]
    assert sorted(entries) == sorted(one.seq for one in known.movements if one.place in stated)
    assert all(match.amount == sum(one.amount for one in match.ours) for match in result.matched)
    assert all(1 in (len(match.ours), len(match.theirs)) for match in result.matched)


@given(movements)
def test_a_statement_that_says_what_we_say_leaves_nothing_open(left: Left) -> None:
    known = books(*(replace(one, place=D1, references=(f"N{n}",)) for n, one in enumerate(left)))
    said = [
        StatementLine(account="D1/L", on=one.on, reference=one.number, amount=one.amount, row=one.seq)
        for one in known.movements
    ]
    result = compare(known, a_statement(*said), MAPPING, RULES)
    assert (result.open_items, result.differing, len(result.matched)) == ((), (), len(left))


@pytest.mark.parametrize(
    ("on", "why", "age"),
    (
        ("2026-03-31", "timing", "0-30"),
        ("2026-03-01", "timing", "0-30"),
        ("2026-02-28", "old", "31-60"),
        ("2026-01-29", "old", "61-90"),
        ("2025-12-30", "old", ">90"),
    ),
)
def test_an_item_of_one_side_is_timing_while_it_is_young_and_ages_in_bands(
    on: str, why: str, age: str
) -> None:
    for left, right in (([ours(on, "V1", -100)], []), ([], [a_line(on, "T9", -100)])):
        item = compared(left, right).open_items[0]
        assert (item.why, item.band) == (why, age)


def test_ages_add_up_to_what_leads_from_our_balance_to_theirs() -> None:
    result = compared(
        [ours("2026-03-30", "V1", -100), ours("2025-10-05", "T1", 900)], [a_line("2026-03-29", "FEE", -7)]
    )
    assert result.ages(timing=True) == {"0-30": (2, 93), "31-60": (0, 0), "61-90": (0, 0), ">90": (0, 0)}
    assert result.ages(timing=False)[">90"] == (1, -900)
    assert [(one.ours, one.expected, one.theirs, one.difference) for one in result.comparisons] == [
        (800, 893, -7, -900)
    ]


def test_an_account_of_a_unit_speaks_of_all_its_lines() -> None:
    known = books(ours("2026-03-05", "V1", -100), ours("2026-03-05", "V2", -50, place=Place("D1", "M")))
    said = [a_line("2026-03-06", name, amount, account="D1") for name, amount in (("V1", -100), ("V2", -50))]
    statement = replace(a_statement(*said), accounts=a_statement(*said).accounts[:1])
    result = compare(known, statement, MAPPING, RULES)
    assert [(str(one.place), one.ours, one.theirs) for one in result.comparisons] == [("D1", -150, -150)]
    assert (result.open_items, result.not_stated) == ((), ())


def test_what_the_statement_leaves_out_is_listed_and_compared_when_it_is_complete() -> None:
    known = books(ours("2026-03-05", "V1", -100, place=Place("D2", "L")))
    partial = compare(known, a_statement(), MAPPING, RULES)
    assert partial.not_stated == ((Place("D2", "L"), -100),)
    assert [str(one.place) for one in partial.comparisons] == ["D1/L"]
    whole = compare(known, a_statement(complete=True), MAPPING, RULES)
    assert [(str(one.place), one.ours, one.theirs) for one in whole.comparisons] == [
        ("D1/L", 0, 0),
        ("D2/L", -100, 0),
    ]
    assert open_items(whole) == [("ours", "V1", "timing", -100)]


@pytest.mark.parametrize(
    ("mapping", "accounts", "expected"),
    (
        ({}, ("D1/L",), [("D1/L", "not_in_map")]),
        ({"D1/L": Place("D9", "L")}, ("D1/L",), [("D1/L", "unknown_unit")]),
        ({"D1/L": Place("D1", "X")}, ("D1/L",), [("D1/L", "unknown_line")]),
        (MAPPING, ("D1", "D1/L"), [("D1/L", "overlapping")]),
        (MAPPING, ("D1/L", "D2/L"), []),
    ),
)
def test_accounts_the_book_does_not_know_are_named(
    mapping: dict[str, Place], accounts: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    statement = replace(
        a_statement(), accounts=tuple(replace(a_statement().accounts[0], account=name) for name in accounts)
    )
    found = strangers(books(), statement, mapping)
    assert [(name, refusal.facts.get("why", refusal.code)) for name, refusal in found] == expected
    if expected:
        with pytest.raises(Refusal):
            compare(books(), statement, mapping, RULES)


@pytest.mark.parametrize(
    ("statement", "why"),
    (
        (replace(a_statement(), currency="USD"), "other_currency"),
        (replace(a_statement(), on=day("2026-03-30")), "other_day"),
    ),
)
def test_another_currency_or_day_is_never_compared(statement: ExternalStatement, why: str) -> None:
    with pytest.raises(BadValue) as refused:
        compare(books(), statement, MAPPING, RULES)
    assert refused.value.facts["why"] == why


@pytest.mark.parametrize(("name", "matched", "why"), (("V", 50_000, set()), ("", 0, {"ambiguous"})))
def test_many_equal_items_take_no_square_of_time(name: str, matched: int, why: set[str]) -> None:
    many = 50_000
    left = [ours("2026-03-05", name, -1) for _ in range(many)]
    right = [a_line("2026-03-06", name, -1, row=row) for row in range(many)]
    result = compared(left, right)
    assert (len(result.matched), {item.why for item in result.open_items}) == (matched, why)


def test_bands_have_no_gap() -> None:
    assert [band(days) for days in (-1, 0, 30, 31, 60, 61, 90, 91, 4000)] == [
        *("0-30", "0-30", "0-30", "31-60", "31-60", "61-90", "61-90", ">90", ">90"),
    ]
