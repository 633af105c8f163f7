"""Glyphs: a text of a PDF page read glyph by glyph, and written again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from reports.pdf.faces import BREAK, NUMBER_BYTES, Face
from reports.pdf.letters import THAI
from reports.pdf.operations import Operation

MARKS: Final = frozenset("ัิีึืฺุู็่้๊๋์ํ๎")
NOTHING: Final = "\u2060"  # for what has no letter of its own; programs leave word joiners out
_SHIFT_MIN: Final = 0.01  # thousandths of the size


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph in a text: its face and number, the letters to tell ("" as typst has them), its width."""

    face: Face
    number: int
    letters: str
    width: float

    @property
    def is_mark(self) -> bool:
        """Whether it stands above or below the one before."""
        return bool(self.letters) and MARKS.issuperset(self.letters.replace(NOTHING, ""))

    @property
    def code(self) -> bytes:
        """The number to write."""
        number = self.face.alias(self.number, self.letters, self.width) if self.letters else self.number
        return number.to_bytes(NUMBER_BYTES, "big")


# A float is a shift to the left, in thousandths of the size.
Item = Operation | Glyph | float


def items_of(body: Iterable[Operation], faces: dict[str, Face]) -> Iterator[Item]:
    """The items of a text, without the spans that tell Thai clusters, and without places to break."""
    face: Face | None = None
    spans: list[str | None] = []
    for operands, name in body:
        if name in (b"BDC", b"BMC"):
            spans.append(_told(operands[1]) if name == b"BDC" else None)
        if (name in (b"BDC", b"BMC") and _is_ours(spans[-1])) or (name == b"EMC" and _is_ours(spans.pop())):
            continue
        if name == b"Tf":
            face = faces[operands[0]]
        if name in (b"Tj", b"TJ") and face:
            yield from _read(operands[0] if name == b"TJ" else operands, face, spans[-1] if spans else None)
        else:
            yield operands, name


def _told(said: Any) -> str | None:  # noqa: ANN401 - an operand
    """The text that a span tells; None when it tells none."""
    if not isinstance(said, dict) or "/ActualText" not in said:
        return None
    text: bytes = said["/ActualText"]
    return text.decode("utf-16" if text.startswith(b"\xfe\xff") else "latin-1")


def _is_ours(told: str | None) -> bool:
    return told is not None and (BREAK in told or THAI.issuperset(told))


def _read(parts: Iterable[Any], face: Face, told: str | None) -> Iterator[Item]:
    for part in parts:
        if not isinstance(part, bytes):
            yield float(part)
            continue
        for at in range(0, len(part), NUMBER_BYTES):
            number = int.from_bytes(part[at : at + NUMBER_BYTES], "big")
            width = face.widths.get(number, 0.0)
            # Where a long word may break there is nothing to find or copy.
            broken = told == BREAK or (told is None and number in face.breaks)
            yield -width if broken else Glyph(face, number, face.letters.get(number, ""), width)


def operations_of(items: Iterable[Item]) -> Iterator[Operation]:
    """The operations again; glyphs and shifts between two others are one text."""
    parts: list[bytes | float] = []
    for item in items:
        if isinstance(item, tuple):
            yield from _shown(parts)
            parts = []
            yield item
        else:
            _put(parts, item.code if isinstance(item, Glyph) else item)
    yield from _shown(parts)


def _put(parts: list[bytes | float], part: bytes | float) -> None:
    """Add a part, to the one before where both are of a kind."""
    before = parts.pop() if parts and isinstance(parts[-1], type(part)) else type(part)()
    whole: Any = before
    whole += part
    if isinstance(whole, bytes) or abs(whole) >= _SHIFT_MIN:
        parts.append(whole)


def _shown(parts: list[bytes | float]) -> Iterator[Operation]:
    if parts:
        yield [[one if isinstance(one, bytes) else round(one, 3) for one in parts]], b"TJ"
