"""Report: what a replay found, as values: problems with a stable code and facts, never sentences.

One line per code and its facts:

    table_missing, table_differs, guard_missing     table, guard
    row_missing, row_differs, row_unexpected        table, key columns; column, expected, found
    body_unreadable, body_not_canonical             seq, why
    unbalanced                                      seq, measure, set, left
    balance_differs, below_floor                    seq, no, bucket, measure, expected, found
    key_repeated                                    actor, key
    reference_wrong, reversal_wrong                 seq, refers_to, why
    rules_differ (deep)                             seq, why
    file_damaged (deep)                             found: what SQLite says of its own file
    checkpoint_unreadable, checkpoint_bad_signature, checkpoint_key_unknown,
    checkpoint_other_origin, checkpoint_differs, journal_truncated
                                                    held (which of those brought), size, expected, found
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

PROBLEMS_MAX: Final = 100
VALUE_LENGTH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One contradiction: a stable code and facts as text (table, seq, column, expected, found …)."""

    code: str
    facts: Mapping[str, str]

    @classmethod
    def of(cls, code: str, /, **facts: object) -> Problem:
        """A problem whose facts are shown as text of bounded length; bytes as hexadecimal."""
        return cls(code, {name: shown(value) for name, value in facts.items()})


def shown(value: object) -> str:
    r"""A value as text that can be printed and read.

    >>> shown(b"\x01\xff"), shown(12), shown("ก")
    ('01ff', '12', 'ก')
    """
    text = value.hex() if isinstance(value, bytes | bytearray | memoryview) else str(value)
    return text[:VALUE_LENGTH_MAX].encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(slots=True)
class Problems:
    """The first problems of a replay in order, and how many more there were."""

    kept: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, code: str, /, **facts: object) -> None:
        """Keep one more problem, or count it."""
        if len(self.kept) < PROBLEMS_MAX:
            self.kept.append(Problem.of(code, **facts))
        else:
            self.more += 1

    def extend(self, found: Iterable[Problem], more: int = 0) -> None:
        """Keep or count problems found elsewhere."""
        for problem in found:
            if len(self.kept) < PROBLEMS_MAX:
                self.kept.append(problem)
            else:
                self.more += 1
        self.more += more


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found of one book.

    `entries` were read; `size` and `root` (hexadecimal) are those recomputed from them. `more`
    counts the problems beyond those listed. `newest_checkpoint` is the size of the newest checkpoint
    that agrees with the journal, held or stored (0: none).
    """

    book: str
    size: int
    root: str
    entries: int
    problems: tuple[Problem, ...] = ()
    more: int = 0
    newest_checkpoint: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing contradicts anything."""
        return not self.problems

    @property
    def since_checkpoint(self) -> int:
        """How many entries no checkpoint covers yet."""
        return self.size - self.newest_checkpoint

    def to_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "ok": self.ok,
            "size": self.size,
            "root": self.root,
            "entries": self.entries,
            "newest_checkpoint": self.newest_checkpoint,
            "since_checkpoint": self.since_checkpoint,
            "problems": [{"code": p.code, "facts": dict(p.facts)} for p in self.problems],
            "more": self.more,
        }
