"""Statements: the way from a book in a database to one frozen statement, for every edge alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from ledger import queries
from ledger.collector import uncollected
from ledger.commands import SetRules
from ledger.entries import Entry, Request
from ledger.errors import Unusable
from ledger.posting import Journal
from ledger.rules import Reference
from ledger.seal.tree import EMPTY, leaf_hash
from ledger.verification import verify
from reconciliation.papers.matches import standing_matches
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import in_force, rule_set_of, set_rules_of
from reconciliation.statement import Problem, Statement


@dataclass(frozen=True, slots=True)
class Reading:
    """A journal up to a position, read once: its entries, its reference, and where it stood."""

    entries: list[Entry]
    reference: Reference
    head: queries.Head

    @property
    def recorded_at(self) -> datetime:
        """When the last entry was recorded: the time of whatever is made from this reading."""
        return datetime.fromisoformat(self.entries[-1].recorded_at)


def read(journal: Journal) -> Reading:
    """Everything the book holds; raises Unusable (empty_book)."""
    with journal.engine.connect() as connection, connection.begin():
        head = queries.head(connection, journal.book)
        if head is None or not head.size:
            raise Unusable("empty_book", book=journal.book)
        entries = list(queries.entries(connection, journal.book, 1, head.size))
    return reading_of(entries, head)


def reading_of(entries: list[Entry], head: queries.Head) -> Reading:
    """What a journal's entries say, up to its head."""
    reference = Reference()
    for entry in entries:
        if entry.command.reference and not entry.refused:
            reference.learn(entry)
    return Reading(entries, reference, head)


def reading_at(reading: Reading, position: int) -> Reading:
    """A reading as it was at a position."""
    if position == reading.head.size:
        return reading
    entries = reading.entries[:position]
    return reading_of(entries, queries.Head(position, root_of(entries)))


def root_of(entries: list[Entry]) -> bytes:
    """The root over a journal's first entries (RFC 6962)."""
    return EMPTY.extend(leaf_hash(entry.body()) for entry in entries).root()


def adopt(journal: Journal, rules: Path, actor: str) -> SetRules:
    """The rule set of a file, posted when no rule set of the book has its digest.

    Raises Unusable for a file that cannot be read, and what posting it raises or refuses.
    """
    try:
        wanted = set_rules_of(rules.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise Unusable("missing_file", file=rules.name) from None
    except UnicodeDecodeError:
        raise Unusable("unreadable_file", file=rules.name, why="not_utf8") from None
    reference = read(journal).reference
    known = {command.digest: command for command in reference.rule_sets}
    if wanted.digest in known:
        return known[wanted.digest]
    day = max(wanted.valid_from, reference.closed_through + timedelta(days=1))  # said after a closed period
    outcome = journal.post(Request(key=f"rules:{wanted.digest}", effective_on=day, command=wanted), actor)
    if outcome.refusal:
        raise outcome.refusal
    return wanted


def make_statement(journal: Journal, on: date, rules: SetRules | None = None) -> tuple[Statement, Reading]:
    """Judge the book as of a day under a rule set (none: the one in force on that day).

    The journal is verified first; what does not verify becomes a finding.
    """
    with uncollected():
        return _statement(journal, on, rules)


def _statement(journal: Journal, on: date, rules: SetRules | None) -> tuple[Statement, Reading]:
    reading = read(journal)
    chosen = rule_set_of(rules) if rules else in_force(reading.reference.rule_sets, on)
    problems = problems_of(journal)
    head = reading.head
    standing = standing_matches(reading.entries, on)
    made = reconcile(reading.entries, on, chosen, head.size, head.root.hex(), problems, standing)
    return made, reading


def problems_of(journal: Journal) -> list[Problem]:
    """What does not verify, as the findings E-CHAIN (the seal) and E-BAL (the projections)."""
    report = verify(journal.engine, journal.book)
    return [_problem(problem.code, dict(problem.facts)) for problem in report.problems]


_SEALED = frozenset({"entry", "tile", "head", "checkpoint"})


def _problem(code: str, facts: dict[str, str]) -> Problem:
    sealed = facts.get("table", "entry") in _SEALED
    return Problem(
        code="E-CHAIN" if sealed else "E-BAL",
        subject=" ".join(f"{name}={facts[name]}" for name in ("table", "seq", "column") if name in facts)
        or code,
        expected=facts.get("expected", ""),
        found=facts.get("found", code),
    )
