"""Matches: those that stand in the journal, posted by a run or by people, and not undone since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from ledger.commands import Match
from ledger.entries import Entry
from reconciliation.documents import Undone
from reconciliation.matching.match import StandingMatch
from reconciliation.papers.common import NOTHING
from reconciliation.scope import Scope, scope

Known = tuple[str, str, int]
_FRACTION: Final = re.compile(r"[0-9]+(/[1-9][0-9]*)?")


def standing_matches(entries: Iterable[Entry], on: date) -> tuple[StandingMatch, ...]:
    """The matches that stand as of a day, of a journal's entries; what `reconcile` is told of them."""
    known = tuple(entries)
    return matches(scope(known, on)) if any(entry.kind == "match" for entry in known) else ()


def matches(within: Scope, kept: Mapping[int, StandingMatch] = NOTHING) -> tuple[StandingMatch, ...]:
    """Every match effective by the cut-off that no entry by then has undone."""
    posted = within.kinds.get("match", ())
    standing = [entry for entry in posted if not any(within.about(entry.seq, "unmatch"))]
    vouchers = {} if all(entry.seq in kept for entry in standing) else _vouchers(within)
    return tuple(
        kept.get(entry.seq) or _match(entry, entry.command, vouchers)
        for entry in standing
        if isinstance(entry.command, Match)
    )


def undone(within: Scope) -> tuple[Undone, ...]:
    """Every match that was taken back by the cut-off."""
    vouchers = _vouchers(within) if within.kinds.get("unmatch") else {}
    posted = {entry.seq: entry for entry in within.kinds.get("match", ())}
    return tuple(
        _undone(entry, matched, matched.command, vouchers)
        for entry in within.kinds.get("unmatch", ())
        if (matched := posted.get(entry.refers_to)) and isinstance(matched.command, Match)
    )


def _undone(entry: Entry, matched: Entry, command: Match, vouchers: Mapping[Known, int]) -> Undone:
    seqs = (vouchers.get((command.unit, leg.voucher, leg.document_fiscal_year)) for leg in command.vouchers)
    return Undone(
        seq=entry.seq,
        match=command.number,
        unit=command.unit,
        vouchers=tuple(dict.fromkeys(seq for seq in seqs if seq)),
        amount=sum(leg.amount.minor for leg in command.vouchers),
        matched_on=matched.request.effective_on,
        on=entry.request.effective_on,
        reason=str(getattr(entry.command, "reason", "")),
    )


def _vouchers(within: Scope) -> dict[Known, int]:
    """(unit, number, fiscal year) -> position; year 0 stands for the last of that number."""
    known: dict[Known, int] = {}
    for entry in within.kinds.get("disburse", ()):
        number = str(getattr(entry.command, "number", ""))
        known[entry.unit, number, entry.document_year] = known[entry.unit, number, 0] = entry.seq
    return known


def _match(entry: Entry, command: Match, vouchers: dict[Known, int]) -> StandingMatch:
    legs = (
        (vouchers.get((command.unit, leg.voucher, leg.document_fiscal_year), 0), leg.part)
        for leg in command.vouchers
    )
    return StandingMatch(
        seq=entry.seq,
        rule=command.rule,
        kind=command.kind,
        vouchers=tuple(legs),
        deliveries=tuple(lot.delivery for lot in command.lots),
        alternatives=command.alternatives,
        lam=Fraction(command.lam) if _FRACTION.fullmatch(command.lam) else None,
        reason=command.reason if command.run else "manual",
        referenced=command.referenced,
    )
