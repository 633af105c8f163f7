"""Memory: what was asked in the last run and what it came to, so that the same is not worked out twice.

Nobody tells it what changed: whatever an answer depends on is part of the question, and questions are
compared by value (at once where they are the same objects). So an answer cannot go stale.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

A = TypeVar("A")


class Memory:
    """Answers by place; a place that a run does not ask about is forgotten with the next one."""

    __slots__ = ("_before", "_now")

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._before: dict[Hashable, tuple[object, Any]] = {}
        self._now: dict[Hashable, tuple[object, Any]] = {}

    @property
    def places(self) -> tuple[Hashable, ...]:
        """Where this run asked."""
        return tuple(self._now)

    def turn(self) -> None:
        """Begin another run.

        >>> memory = Memory()
        >>> memory.recall("sum", (1, 2), lambda: 1 + 2)
        3
        >>> memory.turn()
        >>> memory.recall("sum", (1, 2), lambda: 1 // 0), memory.recall("other", (1, 2), lambda: 4)
        (3, 4)
        """
        self._before, self._now = self._now, {}

    def recall(self, place: Hashable, asked: object, work: Callable[[], A]) -> A:
        """The answer known for the same question at the same place, else what `work` comes to."""
        known = self._before.get(place)
        if known is None or known[0] != asked:
            known = asked, work()
        self._now[place] = known
        answer: A = known[1]
        return answer
