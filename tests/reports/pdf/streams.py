"""PDF pages read glyph by glyph, by rules of ISO 32000-1 written down here a second time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple

import typst
from pypdf import PdfReader
from pypdf.generic import ContentStream

from reports.pdf.compile import TEMPLATES, _seen
from reports.pdf.letters import FONTS

_TEMPLATE = """#import "common.typ": said
#set page(width: 20cm, height: auto)
#set text(font: "Sarabun", size: 14pt, lang: "th", fallback: false, weight: "{weight}")
#for one in said {{ par(one) }}
"""


class Drawn(NamedTuple):
    """A glyph on a page: its number in the font, where it begins, its size, what it stands for."""

    glyph: int
    x: float
    y: float
    size: float
    text: str


def lines(texts: Iterable[str], weight: str = "regular") -> bytes:
    """A PDF of typst's own with one paragraph per text, set as papers are."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    said = {"said": json.dumps(_seen(list(texts)))}
    source = _TEMPLATE.format(weight=weight).encode()
    compiler = typst.Compiler(source, root=TEMPLATES, font_paths=fonts, sys_inputs=said)
    pdf = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(pdf, bytes)
    return pdf


def drawn(pdf: bytes) -> list[Drawn]:
    """Every glyph of a PDF's pages in the order of drawing."""
    return [glyph for page in PdfReader(BytesIO(pdf)).pages for glyph in _page(page)]


def _page(page: Any) -> Iterator[Drawn]:  # noqa: ANN401 - a PDF object
    state = _State()
    fonts = {name: _Font(font) for name, font in page["/Resources"]["/Font"].items()}
    for operands, name in ContentStream(page["/Contents"].get_object(), None).operations:
        if name == b"Tf":
            state.font, state.size = fonts[operands[0]], float(operands[1])
        elif name in (b"Tj", b"TJ"):
            yield from state.show(operands[0] if name == b"TJ" else operands)
        else:
            state.take(name, operands)


@dataclass
class _State:
    font: Any = None
    size: float = 0.0
    rise: float = 0.0
    x: float = 0.0
    y: float = 0.0
    place: tuple[float, float] = (0.0, 0.0)
    kept: list[tuple[tuple[float, float], float]] = field(default_factory=list)

    def take(self, name: bytes, operands: Any) -> None:  # noqa: ANN401 - PDF objects
        if name == b"q":
            self.kept.append((self.place, self.rise))
        elif name == b"Q":
            self.place, self.rise = self.kept.pop()
        elif name == b"cm":
            self.place = (float(operands[4]), float(operands[5]))
        elif name == b"Ts":
            self.rise = float(operands[0])
        elif name == b"BT":
            self.x = self.y = 0.0
        elif name == b"Tm":
            self.x, self.y = float(operands[4]), float(operands[5])

    def show(self, parts: Iterable[Any]) -> Iterator[Drawn]:
        for part in parts:
            if isinstance(part, int | float):
                self.x -= float(part) * self.size / 1000
                continue
            for number in self.font.numbers(part.original_bytes):
                x, y = self.place[0] + self.x, self.place[1] - self.y + self.rise
                yield Drawn(self.font.glyph(number), x, y, self.size, self.font.texts.get(number, ""))
                self.x += self.font.widths.get(number, 0) * self.size / 1000


class _Font:
    def __init__(self, font: Any) -> None:  # noqa: ANN401 - a PDF object
        below = font["/DescendantFonts"][0].get_object()
        self._glyphs = below["/CIDToGIDMap"]
        self.texts = {
            int(number, 16): bytes.fromhex(text).decode("utf-16-be")
            for number, text in re.findall(
                r"<(\w{4})>\s*<(\w+)>\n", font["/ToUnicode"].get_data().decode().partition("endcodespace")[2]
            )
        }
        self.widths: dict[int, float] = {}
        listed = list(below["/W"])
        while listed:
            first, second = int(listed.pop(0)), listed.pop(0)
            known = second if isinstance(second, list) else [listed.pop(0)] * (int(second) - first + 1)
            self.widths |= {first + at: float(width) for at, width in enumerate(known)}

    def glyph(self, number: int) -> int:
        if self._glyphs == "/Identity":
            return number
        data = self._glyphs.get_data()
        return int.from_bytes(data[number * 2 : number * 2 + 2], "big")

    @staticmethod
    def numbers(text: bytes) -> list[int]:
        return [int.from_bytes(text[at : at + 2], "big") for at in range(0, len(text), 2)]


def spans(pdf: bytes) -> str:
    """The text of a PDF as programs find it that read spans: what a span tells goes before its glyphs."""
    told: list[str] = []
    for page in PdfReader(BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        fonts = {name: _Font(font) for name, font in resources["/Font"].items()}
        stack: list[bool] = []
        font = None
        for operands, name in ContentStream(page["/Contents"].get_object(), None).operations:
            if name == b"BDC":
                stack.append("/ActualText" in operands[1])
                told.append(str(operands[1].get("/ActualText", "")))
            elif name == b"EMC":
                stack.pop()
            elif name == b"Tf":
                font = fonts[operands[0]]
            elif name in (b"Tj", b"TJ") and font and not any(stack):
                parts = operands[0] if name == b"TJ" else operands
                texts = [part.original_bytes for part in parts if not isinstance(part, int | float)]
                told += [font.texts.get(number, "") for text in texts for number in font.numbers(text)]
    return "".join(told)
