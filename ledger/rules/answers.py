"""Answers: which findings of a run nobody has answered or waived; what its last signature waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from ledger.commands import GiveOpinion, OpenFinding, Query, RecordRun, Reply, Waive
from ledger.entries import Entry

# The verbs in which people speak about findings.
SPEECH: Final = frozenset({"query", "reply", "give_opinion", "waive"})


def unanswered(run: RecordRun, said: Iterable[Entry], severity: str = "HIGH") -> int:
    """How many findings of a severity still wait for an answer; `said` are the entries of SPEECH.

    Answered is what the unit replied to or the auditor concluded on, as long as every query about it
    was; what a waiver covers on the cut-off needs no answer. A finding that the run counted and did not
    list has no name to be answered by, and waits.
    """
    counted = sum(one.count for one in run.counts if one.name == severity)
    listed = [one for one in run.findings if one.severity == severity]
    known = tuple(said)
    settled = _answered(known)
    waivers = [entry.command for entry in known if isinstance(entry.command, Waive)]
    done = sum(one.finding in settled or _waived(one, waivers, run.on) for one in listed)
    return max(counted, len(listed)) - done


def _answered(said: Collection[Entry]) -> frozenset[str]:
    """Fingerprints of what has an answer and no query without one."""
    answers = [entry for entry in said if isinstance(entry.command, Reply | GiveOpinion)]
    direct = {str(getattr(entry.command, "finding", "")) for entry in answers}
    heard = {entry.refers_to for entry in answers}
    queries = ((entry.seq, entry.command) for entry in said)
    asked = [(query.finding, seq in heard) for seq, query in queries if isinstance(query, Query)]
    waiting = {finding for finding, answered in asked if not answered}
    return frozenset(direct.union(finding for finding, _ in asked) - waiting - {""})


def _waived(one: OpenFinding, waivers: Iterable[Waive], on: date) -> bool:
    return any(_covers(waiver, one, on) for waiver in waivers)


def _covers(waiver: Waive, one: OpenFinding, on: date) -> bool:
    """One finding by its fingerprint, or a code within a unit, up to an amount and until a day."""
    if on > waiver.expires_on or one.amount.minor > waiver.cap.minor:
        return False
    if waiver.finding:
        return waiver.finding == one.finding
    return waiver.code == one.code and waiver.unit in ("", one.unit)
