"""Duties: the matrix of who combines what."""

from __future__ import annotations

from itertools import permutations

from reconciliation.analytics import Act, Conflict, acts_of, conflicts
from tests.reconciliation.builders import funded, pay, pilot_statement


def test_one_person_on_one_document_is_named_with_it() -> None:
    acts = [Act("U", "voucher 1", "maker", "A"), Act("U", "voucher 1", "approver", "A")]
    assert conflicts(acts) == (Conflict("maker", "approver", ("A",), ("voucher 1",)),)


def test_two_duties_on_two_documents_name_the_person_and_no_document() -> None:
    acts = [Act("U", "voucher 1", "maker", "A"), Act("U", "voucher 2", "approver", "A")]
    assert conflicts(acts) == (Conflict("maker", "approver", ("A",), ()),)


def test_duties_in_two_units_do_not_meet() -> None:
    assert conflicts([Act("U", "1", "maker", "A"), Act("W", "2", "approver", "A")]) == ()


def test_two_persons_are_no_conflict() -> None:
    assert conflicts([Act("U", "1", "maker", "A"), Act("U", "1", "approver", "B")]) == ()


def test_the_order_of_acts_changes_nothing() -> None:
    acts = [Act("U", "1", duty, "A") for duty in ("deliverer", "decider", "maker")]
    assert len({conflicts(order) for order in permutations(acts)}) == 1


def test_the_worked_example_combines_making_and_approving_three_times() -> None:
    found = conflicts(acts_of(pilot_statement().facts))
    made = next(one for one in found if (one.first, one.second) == ("maker", "approver"))
    assert made.papers == tuple(f"voucher 1033/2569/PV-00{number}" for number in (18, 19, 20))
    assert made.persons == ("F1033",)


def test_every_side_of_a_document_is_an_act() -> None:
    book = funded()
    pay(book, "2026-03-02", "PV-1", "1.00", made_by="A", approved_by="B")
    leg = {"number": "T-9", "line": "L", "from_unit": "C", "to_unit": "D2", "amount": "1.00"}
    book.post("2026-03-02", "transfer", legs=[leg], made_by="C1", approved_by="C2")
    book.post("2026-03-03", "confirm", transfer="T-9", amount="1.00", made_by="D")
    book.post("2026-03-03", "deliver", number="N", unit="D1", activity="HH", quantity=2, made_by="E")
    book.post("2026-03-04", "decide", delivery="N", accepted=2, made_by="F")
    acts = {(act.duty, act.person, act.unit) for act in acts_of(book.statement().facts)}
    assert acts == {
        *{("maker", "A", "D1"), ("approver", "B", "D1"), ("deliverer", "E", "D1"), ("decider", "F", "D1")},
        *{("issuer", "C1", "D2"), ("approver", "C2", "D2"), ("receiver", "D", "D2")},
    }
