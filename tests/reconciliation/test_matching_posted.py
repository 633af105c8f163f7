"""A run that has posted its matches says again what it said: figures, findings and matches alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Refusal
from reconciliation.matching.match import Match
from reconciliation.matching.rows import matches_rows
from reconciliation.papers.matches import standing_matches
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import default_rules
from reconciliation.runs.digests import output_digest
from reconciliation.statement import Statement
from tests.reconciliation.builders import Book, a_book, funded, plan
from tests.reconciliation.programmes import baht

FIRST: Final = date(2026, 1, 5)
MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)
RATE: Final = 10_000


class Work(NamedTuple):
    """A lot of a district and the vouchers that pay for it, `off` by so many satang."""

    unit: str
    accepted: int
    rejected: int
    pending: int
    off: int
    cited: bool
    vouchers: int
    day: int


works = st.builds(
    Work,
    unit=st.sampled_from(("D1", "D2")),
    accepted=st.sampled_from((0, 100, 100, 250, 400)),
    rejected=st.sampled_from((0, 0, 3)),
    pending=st.sampled_from((0, 0, 5)),
    off=st.sampled_from((0, 0, 0, 50, -50, 7_000)),
    cited=st.booleans(),
    vouchers=st.sampled_from((0, 1, 1, 2)),
    day=st.integers(0, 100),
)


def worked(chosen: list[Work]) -> Book:
    book = funded("2000000.00", "D2", funded("2000000.00", "D1", a_book()))
    plan(book, 300)
    for no, one in enumerate(chosen):
        _carried_out(book, f"{no:02d}", one)
    return book


def _carried_out(book: Book, no: str, one: Work) -> None:
    on = FIRST + timedelta(days=one.day)
    own = {"unit": one.unit, "vendor": "V"}
    quantity = one.accepted + one.rejected + one.pending or 1
    book.post(on.isoformat(), "deliver", number=f"L{no}", activity="HH", quantity=quantity, **own)
    if one.accepted or one.rejected:
        verdict = {"delivery": f"L{no}", "accepted": one.accepted, "rejected": one.rejected}
        book.post(on.isoformat(), "decide", **verdict)
    worth = one.accepted * RATE + one.off
    for part in range(one.vouchers):
        amount = worth // one.vouchers + (worth % one.vouchers if not part else 0)
        line = {"line": "L", "activity": "HH", "amount": baht(amount)}
        line |= {"delivery": f"L{no}"} if one.cited else {}
        if amount > 0:
            paid = (on + timedelta(days=2)).isoformat()
            book.post(paid, "disburse", number=f"P{no}-{part}", lines=[line], **own)


def statement(book: Book, on: date) -> Statement:
    standing = standing_matches(book.entries, on)
    return reconcile(book.entries, on, default_rules(), 1, "", standing=standing)


def posted(book: Book, made: Statement, run: str) -> int:
    """Record a run and post what it confirmed, as far as the buckets still hold it."""
    said = {"position": len(book.entries), "rules_version": "1", "rules_digest": "aa"}
    book.post("2026-05-04", "record_run", number=run, on=made.on.isoformat(), input_digest="i",
              output_digest="o", **said)  # fmt: skip
    done = 0
    for no, one in enumerate(made.matching.matches):
        if one.status == "CONFIRMED" and not one.standing:
            try:
                book.post(made.on.isoformat(), "match", number=f"{run}-{no}", run=run, **wire(one))
            except Refusal:  # a later run's match stands over these papers already
                continue
            done += 1
    return done


def wire(one: Match) -> dict[str, object]:
    """A match in wire form; every voucher here has one line."""
    return {
        "rule": one.rule,
        "kind": one.kind,
        "unit": one.unit,
        "activity": one.activity,
        "vouchers": [
            {"voucher": leg.number, "part": leg.parts[0], "amount": baht(leg.amount)} for leg in one.vouchers
        ],
        "lots": [{"delivery": lot.number, "amount": baht(lot.earned)} for lot in one.deliveries],
        "difference": baht(abs(one.difference)),
        "alternatives": one.alternatives,
        "lam": "" if one.lam is None else str(one.lam),
        "referenced": one.referenced,
        "reason": one.reason,
    }


def said(made: Statement) -> tuple[object, ...]:
    """All that a statement says."""
    figures = (made.cells, made.districts, made.total, made.identities)
    return *figures, made.findings, made.failed, matches_rows(made.matching), made.matching.unclaimed


@given(st.lists(works, min_size=1, max_size=9))
def test_a_run_says_the_same_before_and_after_it_has_posted_its_matches(chosen: list[Work]) -> None:
    book = worked(chosen)
    for on, run in ((MARCH, "RUN-1"), (APRIL, "RUN-2")):
        before = statement(book, on)
        count = posted(book, before, run)
        after = statement(book, on)
        assert said(after) == said(before)
        assert output_digest(after) == output_digest(before)
        assert after.matching.digest == before.matching.digest
        assert sum(bool(one.standing) for one in after.matching.matches) >= count


@given(st.lists(works, min_size=1, max_size=9))
def test_the_matches_of_an_earlier_or_later_day_change_no_figure(chosen: list[Work]) -> None:
    book = worked(chosen)
    figures = {on: said(statement(book, on))[:4] for on in (MARCH, APRIL)}
    for on, run in ((APRIL, "RUN-1"), (MARCH, "RUN-2")):
        posted(book, statement(book, on), run)
        assert {day: said(statement(book, day))[:4] for day in figures} == figures


def test_a_match_within_the_tolerance_still_says_what_of_it_waits_for_a_decision() -> None:
    book = worked([Work("D1", 400, 0, 5, 50, cited=True, vouchers=1, day=0)])
    before = statement(book, MARCH)
    assert (posted(book, before, "RUN-1"), [one.code for one in before.findings][-2:]) == (
        1, ["E-SPEND-PEND", "E-TOL"],
    )  # fmt: skip
    (kept,) = statement(book, MARCH).matching.matches
    assert (kept.rule, kept.pending, kept.rejected, bool(kept.standing)) == ("R2T", 5 * RATE, 0, True)
    assert said(statement(book, MARCH)) == said(before)
