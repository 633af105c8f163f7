"""Checker: one replay of one book, table by table; reports, and never repairs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, text

from ledger.collector import uncollected
from ledger.commands import OpenBook
from ledger.entries import read_entry
from ledger.queries import bodies
from ledger.signing import Verifier
from ledger.verification import reading
from ledger.verification.examination import UNREADABLE, Day, Examined, examine
from ledger.verification.fold import (
    BUCKET,
    LINE,
    TILE,
    Buckets,
    Tree,
    add_flows,
    reversal_problem,
    runs_of,
    twice,
)
from ledger.verification.lineup import Lineup
from ledger.verification.notes import Notary
from ledger.verification.reading import Extent, Span
from ledger.verification.report import Problems, Report
from ledger.verification.rules import rules_agree
from ledger.verification.shape import shape_holds
from ledger.verification.workers import examined

DOCUMENT: Final = ("kind", "number", "unit", "fiscal_year", "part", "claim", "seq")
DAY: Final = ("stage", "unit", "code", "measure", "effective_on", "amount_in", "amount_out")
HEAD: Final = ("size", "root", "frontier", "reference_seq")
BOOK: Final = ("name", "currency", "opened")
RUN: Final = 4096
TILES: Final = 64
# Below this many entries the workers would take longer to start than to work.
ALONE_MAX: Final = 20_000
PROCESSES_MAX: Final = 4


class Checker:
    """A replay of `book` as one transaction sees it."""

    def __init__(self, connection: Connection, book: str, problems: Problems) -> None:
        self._connection = connection
        self._book = book
        self.problems = problems
        self._days: dict[Day, list[int]] = {}
        self._reversals: list[tuple[int, int]] = []
        self._leaves = bytearray()
        self._reference_seq = 0

    @property
    def entries(self) -> int:
        """How many entries were read."""
        return len(self._leaves) // 32

    def replay(self, parts: Iterator[Examined]) -> Tree:
        """Take the journal in and compare what follows from it; answers the tree over it."""
        buckets = Buckets(self.problems)
        lines = self._lineup("line", LINE, ("seq", "no"), "seq, no, bucket_id")
        documents = self._lineup("document", DOCUMENT, ("seq", "part"), "seq, part, kind")
        for part in parts:
            self._take_in(part)
            lines.expect(buckets.lines(part.movements))
            documents.expect(part.documents)
        lines.finish()
        documents.finish()
        found = self._lineup("bucket", BUCKET, ("id",), "id")
        for run in runs_of(buckets.rows(), RUN):
            found.expect(run)
        found.finish()
        self._compare_days()
        return self._seal()

    def _take_in(self, part: Examined) -> None:
        self._leaves += part.leaves
        self._reversals += part.reversals
        self._reference_seq = part.reference_seq or self._reference_seq
        self.problems.extend(part.problems.kept, part.problems.more)
        add_flows(self._days, part.flows)

    def _lineup(self, table: str, columns: Sequence[str], by: Sequence[str], order: str) -> Lineup:
        fetch = reading.table(self._connection, self._book, table, columns, order)
        return Lineup(table, columns, by, fetch, self.problems)

    def _compare_days(self) -> None:
        fetch = reading.table(self._connection, self._book, "day_total", DAY, "stage")
        while rows := fetch(RUN):
            for row in rows:
                self._compare_day(row)
        for day in self._days:
            self.problems.add("row_missing", table="day_total", **dict(zip(DAY, day, strict=False)))

    def _compare_day(self, row: tuple[Any, ...]) -> None:
        *day, into, out_of = row
        facts = dict(zip(DAY, day, strict=False))
        flow = self._days.pop(tuple(day), None)
        if flow is None:
            self.problems.add("row_unexpected", table="day_total", **facts)
            return
        for column, should, is_ in zip(DAY[5:], flow, (into, out_of), strict=True):
            if should != is_:
                self.problems.add(
                    "row_differs", table="day_total", **facts, column=column, expected=should, found=is_
                )

    def _seal(self) -> Tree:
        tree = Tree(bytes(self._leaves))
        tiles = self._lineup("tile", TILE, ("level", "index"), 'level, "index"')
        for run in runs_of(tree.tiles(), TILES):
            tiles.expect(run)
        tiles.finish()
        frontier = tree.frontier()
        self._single("head", HEAD, (frontier.size, frontier.root(), frontier.to_bytes(), self._reference_seq))
        return tree

    def _single(self, table: str, columns: Sequence[str], should: tuple[Any, ...]) -> None:
        """Compare a table that has one row per book."""
        found = reading.table(self._connection, self._book, table, columns, "book")(2)
        if not found:
            self.problems.add("row_missing", table=table)
        for row in found:
            for column, expected, is_ in zip(columns, should, row, strict=True):
                if expected != is_:
                    self.problems.add("row_differs", table=table, column=column, expected=expected, found=is_)

    def compare_book(self) -> None:
        """The row of the book against the entry that opened it."""
        body = reading.bodies_of(self._connection, self._book, [1]).get(1)
        try:
            opening = read_entry(body or b"")
        except UNREADABLE:
            return  # an unreadable or missing entry is a problem already
        command = opening.command
        if opening.refused or not isinstance(command, OpenBook):
            self.problems.add("rules_differ", table="entry", seq=1, why="not_open")
            return
        opened = opening.request.effective_on.isoformat()
        self._single("book", BOOK, (command.name_th, command.currency, opened))

    def compare_reversals(self) -> None:
        """Each reversal is the mirror image of what it refers to, once."""
        for seq, target in twice(self._reversals):
            self._reversal_wrong(seq, target, "twice")
        known = reading.bodies_of(
            self._connection, self._book, sorted({n for p in self._reversals for n in p})
        )
        for seq, target in self._reversals:
            try:
                why = reversal_problem(orjson.loads(known[seq]), orjson.loads(known[target]))
            except UNREADABLE:
                continue  # said already, of the entry that cannot be read or is missing
            if why:
                self._reversal_wrong(seq, target, why)

    def _reversal_wrong(self, seq: int, target: int, why: str) -> None:
        self.problems.add("reversal_wrong", table="entry", seq=seq, refers_to=target, why=why)

    def compare_keys(self) -> None:
        """An idempotency key stands for one entry."""
        for actor, key in reading.repeated_keys(self._connection, self._book):
            self.problems.add("key_repeated", table="entry", actor=actor, key=key)


def check(  # noqa: PLR0913 - as verify
    engine: Engine,
    book: str,
    notes: Sequence[str],
    verifiers: Sequence[Verifier],
    *,
    deep: bool,
    processes: int | None,
) -> Report:
    """Replay a book in one snapshot."""
    problems = Problems()
    with reading.snapshot(engine, book) as connection, uncollected():
        if not shape_holds(connection, problems):
            return Report(book, 0, "", 0, tuple(problems.kept), problems.more)
        checker = Checker(connection, book, problems)
        tree = checker.replay(_parts(engine, connection, book, processes))
        checker.compare_book()
        checker.compare_keys()
        checker.compare_reversals()
        notary = Notary(tree, checker.entries, verifiers, problems)
        fetch = reading.table(connection, book, "checkpoint", ("size", "note"), "size")
        kept = notary.kept(fetch(checker.entries + RUN))
        newest = max((known.size for known in (*kept, *notary.held(notes, kept))), default=0)
        if deep:
            _look_deeper(connection, book, problems)
        root = tree.frontier().root().hex()
        return Report(
            book, checker.entries, root, checker.entries, tuple(problems.kept), problems.more, newest
        )


def _parts(engine: Engine, connection: Connection, book: str, processes: int | None) -> Iterator[Examined]:
    """The whole journal examined, in order, and whatever lies beyond its end."""
    extent = reading.extent(connection, book)

    def here(span: Span) -> Examined:
        return examine(book, reading.entries(connection, book, span), *span)

    yield from examined(engine.url, book, extent.spans(), here, _helpers(engine, extent, processes))
    for rows in reading.beyond(connection, book, extent.end):
        yield examine(book, rows, extent.end + 1)
    yield examine(book, (), max(extent.last, 0) + 1, reading.claimed(connection, book))


def _helpers(engine: Engine, extent: Extent, processes: int | None) -> int:
    """How many processes share the work; a database in memory has but one."""
    if processes is not None:
        return processes
    if extent.entries < ALONE_MAX or engine.url.database in (None, "", ":memory:"):
        return 1
    return min(os.cpu_count() or 1, PROCESSES_MAX)


def _look_deeper(connection: Connection, book: str, problems: Problems) -> None:
    """What takes much longer: the rules asked again, and SQLite's own look at its file."""
    if not problems.kept:
        rules_agree(book, bodies(connection, book), problems)
    if connection.dialect.name == "sqlite":
        for (found,) in connection.execute(text("PRAGMA integrity_check(100)")):
            if found != "ok":
                problems.add("file_damaged", table="entry", found=found)
