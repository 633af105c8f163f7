"""Lineup: rows that should be there against rows that are, both in one order; pure.

Equal runs are compared as a whole; only where two runs differ is the row named.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from ledger.verification.report import Problems

Row = tuple[Any, ...]
Fetch = Callable[[int], list[Row]]
"""(n) -> the next n rows, fewer at the end."""


class Lineup:
    """One table's stored rows, walked beside the expected ones.

    `by` names the integer columns that both are in order of; `columns` names all.
    """

    def __init__(
        self, table: str, columns: Sequence[str], by: Sequence[str], fetch: Fetch, problems: Problems
    ) -> None:
        self._table = table
        self._columns = columns
        self._by = by
        self._key: Callable[[Row], Any] = itemgetter(*(columns.index(name) for name in by))
        self._fetch = fetch
        self._problems = problems
        self._waiting: deque[Row] = deque()

    def expect(self, rows: list[Row]) -> None:
        """The next rows that should be there."""
        found = self._pull(len(rows))
        if found == rows:
            return
        self._waiting.extendleft(reversed(found))
        for row in rows:
            self._seek(row)

    def finish(self) -> None:
        """Nothing more should be there."""
        while found := self._pull(1000):
            for row in found:
                self._say("row_unexpected", row)

    def _pull(self, count: int) -> list[Row]:
        found = [self._waiting.popleft() for _ in range(min(count, len(self._waiting)))]
        return found + self._fetch(count - len(found)) if len(found) < count else found

    def _seek(self, row: Row) -> None:
        """Walk on to one expected row, naming what stands before it or in its place."""
        key = self._key(row)
        while found := self._pull(1):
            at = self._key(found[0])
            if at < key:
                self._say("row_unexpected", found[0])
                continue
            if at == key:
                self._differ(row, found[0])
                return
            self._waiting.appendleft(found[0])
            break
        self._say("row_missing", row)

    def _differ(self, row: Row, found: Row) -> None:
        named = {name: row[self._columns.index(name)] for name in self._by}
        for column, should, is_ in zip(self._columns, row, found, strict=True):
            if should != is_:
                facts = {**named, "column": column, "expected": should, "found": is_}
                self._problems.add("row_differs", table=self._table, **facts)

    def _say(self, code: str, row: Row) -> None:
        shown = zip(self._columns, row, strict=True)
        facts = {name: value for name, value in shown if not isinstance(value, bytes)}
        self._problems.add(code, table=self._table, **facts)
