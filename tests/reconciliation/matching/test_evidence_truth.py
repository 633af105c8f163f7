"""Evidence: what is confirmed in invented districts whose truth is known (see generator.py).

A cell is as dense as its share of the vouchers makes it, so five districts with 10,000 lines are a tenth
of fifty with 100,000, and one with 16,000 is one of six with 100,000. The whole books are matched in
tests/properties/test_matching.py.
"""

from __future__ import annotations

from functools import cache

import pytest

from reconciliation.matching.evidence import match
from reconciliation.matching.match import Match
from reconciliation.rule_set import default_rules
from tests.reconciliation.matching.generator import Region, Score, a_region, is_right, score

SEEDS = (1, 2, 3, 4)
ONE_IN = 4_000


@cache
def scored(districts: int, vouchers: int, seed: int) -> Score:
    region = a_region(districts, vouchers, seed)
    return score(region, match(region.facts, default_rules()))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("districts", (5, 6, 50))
def test_references_are_never_wrong_and_nine_in_ten_lines_are_matched(districts: int, seed: int) -> None:
    found = scored(districts, 10_000, seed)
    assert found.wrong_by_reference == 0
    assert found.tied * 100 >= found.legs * 90


@pytest.mark.parametrize("districts", (5, 6, 50))
def test_of_the_amounts_of_all_seeds_one_in_four_thousand_may_be_wrong(districts: int) -> None:
    """A single book of 10,000 lines has some 1,100 of them: too few to show it."""
    found = [scored(districts, 10_000, seed) for seed in SEEDS]
    assert sum(one.wrong_by_amount for one in found) * ONE_IN <= sum(one.by_amount for one in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_dense_district_no_amount_is_wrong_even_with_hostile_orphans(seed: int) -> None:
    found = scored(1, 16_000, seed)
    assert (found.wrong_by_reference, found.wrong_by_amount) == (0, 0)


# ── where amounts repeat ─────────────────────────────────────────────────────────────────────────


def by_amount_of(region: Region, activity: str) -> list[Match]:
    """Whatever R3 and R4 say about an activity."""
    matches = match(region.facts, default_rules()).matches
    return [one for one in matches if one.rule in {"R3", "R4"} and one.activity == activity]


@pytest.mark.parametrize("seed", (1, 2))
def test_coarse_quantities_become_suggestions_and_not_wrong_confirmations(seed: int) -> None:
    """PAR in lots of 1 to 12 communities: what a person must decide, R3 and R4 only suggest."""
    region = a_region(5, 10_000, seed, coarse=True)
    found = by_amount_of(region, "PAR")
    sure = [one for one in found if one.status == "CONFIRMED"]
    assert len(sure) * 10 <= len(found)
    assert all(is_right(one, region.truth) for one in sure)
    assert sum(one.status == "CONFIRMED" for one in by_amount_of(region, "HH")) > len(sure)
