"""Parcels: the rules say of the parcels of a cell what they say of the whole cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.documents import Delivery, Voucher
from reconciliation.facts import Facts
from reconciliation.matching import evidence
from reconciliation.matching.evidence import Known, match
from reconciliation.matching.match import Matching
from reconciliation.matching.parcels import Parcel, parcels
from reconciliation.matching.shelves import Asked, Node, Offered
from reconciliation.rule_set import default_rules
from tests.reconciliation.matching.generator import a_region
from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, facts_of
from tests.reconciliation.matching.test_evidence import some_lots, some_vouchers


def whole_cells(
    asked: Mapping[Node, Sequence[Asked]], offered: Mapping[Node, Offered], _: Iterable[str]
) -> Iterator[Parcel]:
    return parcels(asked, offered, {activity for activity, _ in (*asked, *offered)})


def by_whole_cells(facts: Facts) -> Matching:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "parcels", whole_cells)
        return match(facts, default_rules())


def alike(found: Matching, expected: Matching) -> None:
    """The same but for the order of vouchers of one name, which no book of ours has."""
    assert sorted(map(repr, found.matches)) == sorted(map(repr, expected.matches))
    assert found.unclaimed == expected.unclaimed


@given(some_vouchers(), some_lots())
def test_no_rule_looks_beyond_a_parcel(vouchers: list[Voucher], lots: list[Delivery]) -> None:
    facts = facts_of(vouchers, lots)
    alike(match(facts, default_rules()), by_whole_cells(facts))


@pytest.mark.parametrize("coarse", (False, True))
def test_nor_does_it_in_a_region(coarse: bool) -> None:  # noqa: FBT001 - a case of the table
    facts = a_region(3, 2_000, 5, coarse=coarse).facts
    assert match(facts, default_rules()) == by_whole_cells(facts)


def sizes(vouchers: list[Voucher], lots: list[Delivery]) -> list[int]:
    """How many parcels each unit has."""
    known: Known = {}
    match(facts_of(vouchers, lots), default_rules(), known=known)
    return [sum("parcel" in str(place) for place in one.memory.places) for one in known.values()]


@pytest.mark.parametrize(
    ("what", "named", "amount", "count"),
    (
        ("nothing is named", "", 5, 2),
        ("a lot of another vendor is named", "L2", 5, 1),
        ("it is misspelt, and the amount is right", "L-2X", 7, 1),
        ("it is misspelt, and the amount is wrong", "L-2X", 5, 2),
        ("what is named is like nothing", "ABC", 7, 2),
    ),
)
def test_vendors_are_of_one_parcel_where(what: str, named: str, amount: int, count: int) -> None:
    lots = [a_lot("L1", 5), a_lot("L2", 7, vendor="W")]
    assert sizes([a_voucher("P1", a_part(amount, named))], lots) == [count], what


def test_a_cell_on_actual_cost_is_one_parcel() -> None:
    lots = [a_lot("L1", 5, activity="RENT"), a_lot("L2", 7, activity="RENT", vendor="W")]
    assert sizes([a_voucher("P1", a_part(3, "", "RENT"))], lots) == [1]


@given(some_vouchers(), some_lots(), st.data())
def test_an_incremental_run_is_one_from_nothing(
    vouchers: list[Voucher], lots: list[Delivery], data: st.DataObject
) -> None:
    known: Known = {}
    for _ in range(3):
        some = [one for one in vouchers if data.draw(st.booleans())]
        others = [one for one in lots if data.draw(st.integers(0, 3))]
        facts = facts_of(some, others)
        assert match(facts, default_rules(), known=known) == match(facts, default_rules())


def test_what_another_unit_does_makes_a_unit_new_where_its_papers_name_it() -> None:
    paying = a_voucher("P1", a_part(5, "L9"))
    before = facts_of([paying], [a_lot("L1", 5)])
    elsewhere = a_lot("L9", 7, unit="D2")
    named = replace(before, deliveries=(*before.deliveries, replace(elsewhere, seq=90)))
    alike_numbered = replace(named, vouchers=(*named.vouchers, replace(paying, seq=91, unit="D2")))
    known: Known = {}
    for facts in (before, named, alike_numbered, before):
        assert match(facts, default_rules(), known=known) == match(facts, default_rules())
