"""Faces: the fonts of a PDF, what their numbers stand for, and numbers added to them.

A text in a PDF is a row of two-byte numbers; a number has a glyph, a width in thousandths of the font's
size, and the text it stands for. Two numbers may have the same glyph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, FloatObject, NameObject, NumberObject, StreamObject

from reports.pdf.cmaps import read_cmap, write_cmap
from reports.pdf.letters import letters_of

NUMBER_BYTES: Final = 2
BREAK: Final = "\u200b"  # where a long word may break: drawn as a space of no width


@dataclass(slots=True)
class Face:
    """One font of a PDF, as an object of pypdf; `letters` are the texts of its Thai glyphs.

    `breaks` are the numbers that typst gave to nothing but places to break.
    """

    font: Any
    texts: dict[int, str]
    letters: dict[int, str]
    widths: dict[int, float]
    breaks: frozenset[int] = frozenset()
    glyphs: dict[int, int] = field(default_factory=dict)
    _added: dict[tuple[int, str, float], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Each number typst gave is that of its glyph."""
        count = max((*self.texts, *self.widths), default=0) + 1
        self.glyphs.update((number, number) for number in range(count))

    def alias(self, number: int, text: str, width: float) -> int:
        """A number of the same glyph that stands for another text, or is as wide as asked."""
        if (self.texts.get(number), self.widths.get(number)) == (text, width):
            return number
        key = (self.glyphs[number], text, width)
        if key not in self._added:
            added = self._added[key] = len(self.glyphs)
            self.glyphs[added], self.texts[added], self.widths[added] = key
        return self._added[key]

    def write(self, writer: PdfWriter) -> None:
        """Put it back into the PDF."""
        below = self.font["/DescendantFonts"][0].get_object()
        glyphs = b"".join(glyph.to_bytes(NUMBER_BYTES, "big") for _, glyph in sorted(self.glyphs.items()))
        widths = ArrayObject(FloatObject(self.widths.get(number, 0)) for number in sorted(self.glyphs))
        self.font[NameObject("/ToUnicode")] = added(writer, write_cmap(self.texts))
        below[NameObject("/CIDToGIDMap")] = added(writer, glyphs)
        below[NameObject("/W")] = ArrayObject([NumberObject(0), widths])


def face_of(font: Any) -> Face:  # noqa: ANN401 - a PDF object
    """The face of a font that typst embedded; raises KeyError when it is none of ours."""
    below = font["/DescendantFonts"][0].get_object()
    subset = below["/FontDescriptor"]["/FontFile2"].get_data()
    letters = letters_of(subset, str(font["/BaseFont"]).rpartition("+")[2])
    texts = read_cmap(font["/ToUnicode"].get_data()) | letters
    breaks = frozenset(number for number, text in texts.items() if text == BREAK)
    read = {number: text.replace(BREAK, "") or " " for number, text in texts.items()}
    return Face(font, read, letters, _widths(below), breaks)


def _widths(below: Any) -> dict[int, float]:  # noqa: ANN401 - a PDF object
    """The widths of a font: a number and the list of widths from it on, or two numbers and their width."""
    widths: dict[int, float] = {}
    listed = list(below["/W"].get_object())
    while listed:
        first, second = int(listed.pop(0)), listed.pop(0)
        if isinstance(second, list):
            widths |= {first + at: float(width) for at, width in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(listed.pop(0)))
    return widths


def added(writer: PdfWriter, data: bytes) -> Any:  # noqa: ANN401 - a PDF object
    """A new stream; uncompressed, because compressed bytes depend on the machine's zlib."""
    stream = StreamObject()
    stream.set_data(data)
    return writer._add_object(stream)  # noqa: SLF001 - pypdf has no other way to add an object
