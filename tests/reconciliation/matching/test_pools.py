"""Pools: every sum among the papers of a vendor, and whom truncated searches leave in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Leg, Lot
from reconciliation.matching.nearness import Side, batch_item, claim_item
from reconciliation.matching.pools import Pool, pool_of

DAY = date(2026, 2, 1).toordinal()


def asked(*amounts: int) -> Side[Claim]:
    legs = [Leg(no, f"P{no:02d}", 2569, (1,), amount, f"P{no:02d}") for no, amount in enumerate(amounts)]
    return Side(claim_item(Claim(leg, "V", DAY)) for leg in legs)


def earned(*amounts: int) -> Side[Batch]:
    lots = [Lot(no, f"L{no:02d}", amount) for no, amount in enumerate(amounts)]
    return Side(batch_item(Batch(lot.number, (lot,), "V", DAY, lot.earned, 1, 0, 0, 0)) for lot in lots)


def standing(pool: Pool) -> Sequence[str]:
    return sorted(order[0] for order in pool.named)


def test_a_sum_names_its_target_and_its_legs() -> None:
    pool = pool_of(asked(900, 77), earned(400, 500, 3), 45)
    assert standing(pool) == ["L00", "L01", "P00"]
    [(target, *_)] = [found.target.order for found in pool.searches]
    assert target == "P00"
    assert not pool.shared
    assert not pool.doubtful


def test_what_stands_in_two_sums_is_shared() -> None:
    pool = pool_of(asked(900, 907), earned(400, 500, 7), 45)
    assert sorted(order[0] for order in pool.shared) == ["L00", "L01"]


def test_a_search_among_more_than_24_leaves_its_target_and_candidates_in_doubt() -> None:
    """With the best few sums where they are asked for, and unsearched where they are not."""
    lots = earned(400, 500, *range(10_000, 10_023))
    for best, sums in ((True, 1), (False, 0)):
        pool = pool_of(asked(900), lots, 45, best=best)
        assert len(pool.searches) == sums
        assert len(pool.doubtful) == 26
    assert not pool_of(asked(900), earned(400, 500, *range(10_000, 10_022)), 45).doubtful
