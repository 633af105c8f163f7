"""Sitting: one process and one book, of which it keeps what it has read, so that it reads only what is new.

The first statement reads and verifies the whole journal, as ever. A later one reads the entries since
and holds their seal against the head: they are what the head attests, and they follow on what was read
before. What has been done to older rows or to the other tables meanwhile, only a verification finds:
`verify` anew, or a process of its own.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from api.statements import Reading, problems_of, read, reading_of
from ledger import queries
from ledger.collector import uncollected
from ledger.commands import SetRules
from ledger.entries import read_entry
from ledger.posting import Journal
from ledger.seal import Frontier, SealInvalid, leaf_hash
from ledger.tables import head
from ledger.wall import about
from reconciliation.collect import Collection, collected, continued
from reconciliation.matching.evidence import Known
from reconciliation.reconcile import judged
from reconciliation.rule_set import in_force, rule_set_of
from reconciliation.statement import Problem, Statement


class Sitting:
    """Statements of one book, one after another."""

    def __init__(self, journal: Journal) -> None:
        """Nothing is read yet."""
        self._journal = journal
        self._reading: Reading | None = None
        self._frontier = Frontier()
        self._problems: list[Problem] = []
        self._collection: Collection | None = None
        self._known: Known = {}

    def statement(self, on: date, rules: SetRules | None = None) -> tuple[Statement, Reading]:
        """Judge the book as it stands, as of a day; equal to what `make_statement` answers.

        Raises Unusable (empty_book).
        """
        with uncollected():
            reading = self._read()
            chosen = rule_set_of(rules) if rules else in_force(reading.reference.rule_sets, on)
            self._collection = self._collect(reading, on)
            size, root = reading.head.size, reading.head.root.hex()
            made = judged(self._collection, chosen, size, root, self._problems, self._known)
            return made, reading

    def verify(self) -> None:
        """Forget what was read: the next statement reads and verifies everything."""
        self._reading = self._collection = None

    def _read(self) -> Reading:
        reading = self._read_on(self._reading) if self._reading else None
        if reading is None:
            reading = read(self._journal)
            self._collection, self._problems = None, problems_of(self._journal)
            self._frontier = self._edge(reading)
        self._reading = reading
        return reading

    def _edge(self, reading: Reading) -> Frontier:
        """The right edge of the tree: the stored one where it has the root, else that of the entries."""
        query = select(head.c.frontier).where(head.c.book == self._journal.book)
        with self._journal.engine.connect() as connection, connection.begin():
            about(connection, self._journal.book)
            stored = connection.execute(query).scalar_one()
        try:
            found = Frontier.from_bytes(reading.head.size, stored)
        except SealInvalid:  # somebody posted meanwhile, or it is damaged
            found = Frontier()
        if found.root() == reading.head.root:
            return found
        return Frontier().extend(leaf_hash(entry.body()) for entry in reading.entries)

    def _read_on(self, before: Reading) -> Reading | None:
        """The reading with the entries since; None where these are not what the head attests."""
        with self._journal.engine.connect() as connection, connection.begin():
            now = queries.head(connection, self._journal.book)
            if now is None or now.size < before.head.size:
                return None
            bodies = list(queries.bodies(connection, self._journal.book, before.head.size + 1, now.size))
        frontier = self._frontier.extend(map(leaf_hash, bodies))
        if (frontier.size, frontier.root()) != now:
            return None
        self._frontier = frontier
        return reading_of([*before.entries, *map(read_entry, bodies)], now)

    def _collect(self, reading: Reading, on: date) -> Collection:
        before = self._collection
        if before is None or before.within.on != on:
            return collected(reading.entries, on)
        later = reading.entries[len(before.within.recorded) :]
        return continued(before, later) if later else before
