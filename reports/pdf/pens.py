"""Pens: where a text goes on.

typst places every cluster anew. A text that is placed where its pen stands anyway is one text here, with
a shift where rounding asks for one and a rise where it goes up or down, because programs that look for
spaces take a new place for a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from reports.pdf.glyphs import Glyph, Item
from reports.pdf.operations import Operation

_AWAY_MAX: Final = 0.6  # of the size, from where the pen stands: as far as a mark is shifted
_RISE_MIN: Final = 0.035  # of the size; less is hardly seen, and some programs begin a new line there
_EXACT: Final = 0.005  # points


@dataclass(slots=True)
class Pen:
    """The state of a text: its font, how glyphs are painted, its direction, place and rise (points)."""

    said: dict[bytes, Any] = field(default_factory=dict)
    x: float = 0.0
    y: float = 0.0
    rise: float = 0.0

    @property
    def size(self) -> float:
        """The size of the font, in points."""
        return float(self.said[b"Tf"][1])

    def go(self, thousandths: float) -> None:
        """Move to the right."""
        self.x += thousandths * self.size / 1000


def continued(items: Iterable[Item]) -> Iterator[Item]:
    """The items without operations that change nothing."""
    pen = Pen()
    for item in items:
        if isinstance(item, Glyph):
            pen.go(item.width)
            yield item
        elif isinstance(item, float):
            pen.go(-item)
            yield item
        elif item[1] == b"Tm":
            yield from _placed(pen, item)
        elif item[1] not in (b"Tf", b"Tr") or pen.said.get(item[1]) != item[0]:
            pen.said[item[1]] = item[0]
            yield item


def _placed(pen: Pen, item: Operation) -> Iterator[Item]:
    *direction, x, y = (float(one) for one in item[0])
    if pen.said.get(b"Tm") != direction or abs(x - pen.x) > _AWAY_MAX * pen.size:
        if pen.rise:
            yield [0], b"Ts"
        pen.said[b"Tm"], pen.x, pen.y, pen.rise = direction, x, y, 0.0
        yield item
        return
    if abs(x - pen.x) > _EXACT:
        yield (pen.x - x) / pen.size * 1000
        pen.x = x
    rise = (y - pen.y) * direction[-1]
    if abs(rise) < _RISE_MIN * pen.size:
        rise = 0.0
    if abs(rise - pen.rise) > _EXACT:
        pen.rise = rise
        yield [round(rise, 4)], b"Ts"
