"""Matches: from what a run found to what the journal keeps, and matches that people propose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ledger import queries
from ledger.buckets import Bucket
from ledger.commands import LotLeg, RecordRun, VoucherLeg
from ledger.commands import Match as Command
from ledger.documents import item_of
from ledger.entries import Entry, Request
from ledger.errors import UnknownVoucher
from ledger.money import Money
from ledger.posting import Journal
from reconciliation.documents import Voucher
from reconciliation.matching.match import Leg, Match
from reconciliation.statement import Statement

# A cost cell's one row says that it may spend; nothing of it is settled lot by lot.
NEVER_POSTED: Final = frozenset({"RC"})
NUMBER_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Unposted:
    """A confirmed match that the journal does not keep, and why: a code of ours or of a refusal."""

    match: Match
    why: str


@dataclass(frozen=True, slots=True)
class Posting:
    """What became of the confirmed matches of a run."""

    posted: tuple[Entry, ...] = ()
    unposted: tuple[Unposted, ...] = ()


def confirmed(statement: Statement) -> tuple[Match, ...]:
    """The matches of a statement that a run posts, as long as nobody has yet."""
    return tuple(
        one
        for one in statement.matching.matches
        if one.status == "CONFIRMED" and one.rule not in NEVER_POSTED and not one.standing
    )


class Holdings:
    """What vouchers have spent and lots have earned that no match holds, at the head of the journal."""

    def __init__(self, journal: Journal, statement: Statement) -> None:
        self._lines = statement.facts.lines
        self._vouchers = {voucher.seq: voucher for voucher in statement.facts.vouchers}
        with journal.engine.connect() as connection:
            rows = [
                row
                for stage in ("expended", "earned")
                for row in queries.balances(connection, journal.book, stage=stage, items=True)
            ]
        self._held = {Bucket(*row[:5])[:4]: row.balance for row in rows}

    def spent(self, seq: int, part: int) -> int:
        """What is left of one line of the voucher at a position."""
        voucher = self._vouchers[seq]
        line = voucher.parts[part - 1].line
        item = item_of(voucher.number, voucher.fiscal_year, self._lines[line].fiscal_year)
        return self._held.get(("expended", voucher.unit, line, f"{item}/{part}"), 0)

    def earned(self, unit: str, activity: str, lot: str) -> int:
        """What is left of the worth of a lot."""
        return self._held.get(("earned", unit, activity, lot), 0)

    def agree(self, one: Match) -> bool:
        """Whether the journal still holds what a match is about."""
        legs = all(sum(self.spent(leg.seq, no) for no in leg.parts) == leg.amount for leg in one.vouchers)
        lots = (self.earned(one.unit, one.activity, lot.number) == lot.earned for lot in one.deliveries)
        return legs and all(lots)

    def voucher(self, seq: int) -> Voucher:
        """The voucher at a position."""
        return self._vouchers[seq]


Papers = tuple[str, str, frozenset[tuple[str, int]], frozenset[str]]
"""Unit, activity, (voucher number, line) pairs, lot numbers."""


def undone(entries: Iterable[Entry]) -> frozenset[Papers]:
    """What people have taken apart in a journal: no run ties the same papers again, whatever the day."""
    known = [entry for entry in entries if not entry.refused]
    parted = {entry.refers_to for entry in known if entry.kind == "unmatch"}
    commands = (entry.command for entry in known if entry.seq in parted)
    return frozenset(
        (
            command.unit,
            command.activity,
            frozenset((leg.voucher, leg.part) for leg in command.vouchers),
            frozenset(lot.delivery for lot in command.lots),
        )
        for command in commands
        if isinstance(command, Command)
    )


def _papers(one: Match) -> Papers:
    lines = frozenset((leg.number, part) for leg in one.vouchers for part in leg.parts)
    return one.unit, one.activity, lines, frozenset(one.lot_numbers)


def post_confirmed(  # noqa: PLR0913 - what was found, for which run, and what stands against it
    journal: Journal,
    statement: Statement,
    run: RecordRun,
    actor: str,
    *,
    closed: bool,
    parted: frozenset[Papers] = frozenset(),
) -> Posting:
    """Post what the run confirmed, effective on its cut-off; nothing into a closed period.

    `parted` are the papers that people took apart: they are left to people.
    """
    wanted = confirmed(statement)
    if closed or not wanted:
        return Posting(unposted=tuple(Unposted(one, "period_closed") for one in wanted))
    holdings = Holdings(journal, statement)
    good: list[Match] = []
    unposted: list[Unposted] = []
    for one in wanted:
        why = "undone" if _papers(one) in parted else "" if holdings.agree(one) else "buckets_differ"
        if why:
            unposted.append(Unposted(one, why))
        else:
            good.append(one)
    requests = [_request(one, run, holdings) for one in good]
    posted: list[Entry] = []
    for one, outcome in zip(good, journal.post_all(requests, actor), strict=True):
        if outcome.refusal:
            unposted.append(Unposted(one, outcome.refusal.code))
        else:
            posted.extend(outcome.entries)
    return Posting(tuple(posted), tuple(unposted))


def _request(one: Match, run: RecordRun, holdings: Holdings) -> Request:
    legs = tuple(leg for paper in one.vouchers for leg in _legs(paper, holdings))
    lots = tuple(LotLeg(delivery=lot.number, amount=Money(lot.earned)) for lot in one.deliveries)
    number = f"{run.number}-{_name(one)}"
    command = Command(
        number=number,
        run=run.number,
        rule=one.rule,
        kind=one.kind,
        unit=one.unit,
        activity=one.activity,
        vouchers=legs,
        lots=lots,
        difference=Money(abs(one.difference)),
        alternatives=one.alternatives,
        lam="" if one.lam is None else str(one.lam),
        referenced=one.referenced,
        reason=one.reason,
    )
    return Request(key=f"match:{number}", effective_on=run.on, command=command)


def _legs(paper: Leg, holdings: Holdings) -> Iterator[VoucherLeg]:
    """One leg per line that has something left."""
    for no in paper.parts:
        amount = holdings.spent(paper.seq, no)
        if amount:
            yield VoucherLeg(
                voucher=paper.number,
                part=no,
                amount=Money(amount),
                document_fiscal_year=paper.fiscal_year,
            )


def _name(one: Match) -> str:
    """The same number for the same papers, so that a run that was cut short goes on where it was."""
    papers = (*(f"{leg.name} {leg.parts}" for leg in one.vouchers), *one.lot_numbers)
    return hashlib.sha256("\n".join((one.unit, one.activity, *papers)).encode()).hexdigest()[:NUMBER_DIGITS]


def by_hand(  # noqa: PLR0913 - what a person says of a match
    statement: Statement,
    holdings: Holdings,
    *,
    number: str,
    unit: str,
    activity: str,
    vouchers: Iterable[str],
    lots: Iterable[str],
    reason: str,
) -> Command:
    """A match of all that is left of some vouchers of a unit with all that is left of some lots.

    Raises UnknownVoucher for one that has nothing left on the activity.
    """
    papers = _by_number(statement, unit)
    legs = tuple(leg for name in vouchers for leg in _left(papers.get(name, []), name, activity, holdings))
    settled = tuple(LotLeg(delivery=lot, amount=Money(holdings.earned(unit, activity, lot))) for lot in lots)
    spend, worth = (sum(leg.amount.minor for leg in part) for part in (legs, settled))
    return Command(
        number=number,
        unit=unit,
        activity=activity,
        vouchers=legs,
        lots=settled,
        difference=Money(abs(spend - worth)),
        reason=reason,
    )


def _left(papers: list[Voucher], number: str, activity: str, holdings: Holdings) -> list[VoucherLeg]:
    """What is left of the vouchers of a number; raises UnknownVoucher where there is nothing."""
    legs = [
        VoucherLeg(voucher=number, part=part.no, amount=Money(left), document_fiscal_year=paper.fiscal_year)
        for paper in papers
        for part in paper.parts
        if part.activity == activity and (left := holdings.spent(paper.seq, part.no))
    ]
    if not legs:
        raise UnknownVoucher(number=number, part=1)
    return legs


def _by_number(statement: Statement, unit: str) -> Mapping[str, list[Voucher]]:
    found: dict[str, list[Voucher]] = {}
    for voucher in statement.facts.vouchers:
        if voucher.unit == unit and voucher.standing:
            found.setdefault(voucher.number, []).append(voucher)
    return found
