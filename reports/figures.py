"""Figures: what a column of whole units came to while its rows were written."""

from __future__ import annotations

from reports.cells import room_of


class Figures:
    """What a column of whole units came to: its exact sum, and the room its widest figure takes."""

    __slots__ = ("_kind", "_sum", "held", "last", "room")

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._sum = 0
        self.held: list[int] = []  # not yet counted
        self.last = 0
        self.room = 0

    def add(self, value: int) -> None:
        """Count a figure."""
        self.held.append(value)

    @property
    def total(self) -> int:
        """The sum so far."""
        self.settle()
        return self._sum

    def settle(self) -> None:
        """Count what is held; many at a time, because that is fastest."""
        if self.held:
            self._sum += sum(self.held)
            self.last = self.held[-1]
            widest = max(*self.held, -min(self.held))
            self.room = max(self.room, room_of(widest, self._kind))
            self.held.clear()
