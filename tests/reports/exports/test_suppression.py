"""No small count can be told from what is published."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.exports.suppression import COMPLEMENTARY, SMALL, TOTAL, Key, suppressed


def with_totals(parts: dict[Key, int]) -> dict[Key, int]:
    sums: defaultdict[Key, int] = defaultdict(int)
    for key, count in parts.items():
        for place in itertools.product(*((part, TOTAL) for part in key)):
            sums[place] += count
    return dict(sums)


@pytest.mark.parametrize(
    ("parts", "out"),
    (
        ({("a",): 9, ("b",): 7}, {}),
        ({("a",): 0, ("b",): 7}, {}),
        ({("a",): 2, ("b",): 9, ("c",): 7}, {("a",): SMALL, ("c",): COMPLEMENTARY}),
        ({("a",): 3, ("b",): 4, ("c",): 7}, {("a",): SMALL, ("b",): SMALL}),
        ({("a",): 1, ("b",): 2, ("c",): 7}, {("a",): SMALL, ("b",): SMALL, ("c",): COMPLEMENTARY}),
        ({("a",): 2}, {("a",): SMALL, (TOTAL,): SMALL}),
        ({("a",): 2, ("b",): 0}, {("a",): SMALL, (TOTAL,): SMALL}),
    ),
)
def test_a_small_count_is_left_out_with_what_would_give_it_away(
    parts: dict[Key, int], out: dict[Key, str]
) -> None:
    assert suppressed([with_totals(parts)], 5) == out


tables = st.dictionaries(
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("12")), st.integers(0, 12)
)


@given(tables)
def test_no_total_less_the_other_parts_gives_a_hidden_count(parts: dict[Key, int]) -> None:
    counts = with_totals(parts)
    hidden = suppressed([counts], 5)
    assert all(key in hidden for key, count in counts.items() if 0 < count < 5)
    for key in counts:
        for at, part in enumerate(key):
            if part == TOTAL:
                below = [
                    one for one in counts if one[at] != TOTAL and (*one[:at], TOTAL, *one[at + 1 :]) == key
                ]
                unknown = [one for one in (key, *below) if one in hidden]
                assert len(unknown) != 1 or counts[unknown[0]] == 0, (key, unknown)


def test_few_things_counted_hide_a_row_of_many_documents() -> None:
    documents, households = with_totals({("a",): 9, ("b",): 8}), with_totals({("a",): 3, ("b",): 400})
    assert suppressed([documents, households], 5) == {("a",): SMALL, ("b",): COMPLEMENTARY}


def test_what_is_hidden_together_counts_as_many_as_the_threshold() -> None:
    documents = with_totals({("a",): 9, ("b",): 8, ("c",): 20})
    households = with_totals({("a",): 2, ("b",): 2, ("c",): 50})
    assert suppressed([documents, households], 5)["c",] == COMPLEMENTARY
