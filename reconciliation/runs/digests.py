"""Digests: what a run read and what it found, each as one number that holds no position.

Equal documents under equal rules give equal digests, in whatever order they were posted, on whichever
database. Matches that stand are documents: what a run posts itself follows from what it read and is no
input of its own, but to any other run, of another rule set say, it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import Final

from ledger.commands import Match
from ledger.commands.review import REVIEW_VERBS
from ledger.entries import Entry, canonical
from ledger.rules.bearing import touches
from reconciliation.matching.rows import matches_rows
from reconciliation.rule_set import RuleSet
from reconciliation.statement import Cell, District, Finding, Statement

# The book's register counts whatever its day (see collect.py).
REGISTER: Final = frozenset({"open_book", "register_unit", "open_line", "define_activity", "set_holidays"})


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run as of a day reads under a rule set: requests, and the run that posted each ("": none)."""

    on: date
    rules_digest: str
    told: tuple[tuple[str, str], ...]

    def digest(self, run: str = "") -> str:
        """SHA-256, hexadecimal, over the cut-off, the rule set and the requests, but those `run` posted.

        So a run that has posted its matches reads the same when it is made again. Undoing one of them
        is input, and so is a match of any other run or person.
        """
        told = sorted(said for by, said in self.told if not (run and by == run))
        return _hashed([self.on.isoformat(), self.rules_digest, *told])


def inputs(entries: Iterable[Entry], on: date, rules: RuleSet) -> Inputs:
    """What a run as of `on` reads of a journal, in whatever order its entries come."""
    return Inputs(on, rules.digest, tuple(_read(tuple(entries), on)))


def _read(entries: tuple[Entry, ...], on: date) -> Iterator[tuple[str, str]]:
    by_seq = {entry.seq: entry for entry in entries}
    for entry in entries:
        if entry.refusal:
            told = entry.command.verb not in REVIEW_VERBS and entry.request.effective_on <= on
        else:
            told = entry.kind in REGISTER or touches(entry, on, by_seq.get)
        if told:
            command = entry.command
            by = command.run if isinstance(command, Match) else ""
            yield by, f"{entry.kind} {entry.person} {entry.request.digest()}"


def output_digest(statement: Statement) -> str:
    """SHA-256, hexadecimal, over every figure, match and finding of a statement."""
    return _hashed(
        [
            [statement.on.isoformat(), statement.rules.digest],
            [_printed(row) for row in matches_rows(statement.matching)],
            [[lot.number, str(lot.earned)] for lot in statement.matching.unclaimed],
            [_row(cell) for cell in statement.cells],
            [_row(district) for district in (*statement.districts, statement.total)],
            [_finding(finding) for finding in statement.findings],
            [[one.code, one.why, one.subject] for one in statement.failed],
        ]
    )


def _printed(row: Mapping[str, str | int]) -> list[str]:
    """A match as printed: whether the journal keeps it plays no part."""
    return [str(value) for value in row.values()]


def _row(row: Cell | District) -> list[str]:
    return ["" if value is None else str(value) for value in astuple(row)]


def _finding(finding: Finding) -> list[str]:
    return [finding.code, finding.severity, finding.subject, str(finding.amount), finding.fingerprint]


def _hashed(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()
