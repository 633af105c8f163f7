"""Letters: which text each Thai glyph of our fonts stands for.

A PDF holds glyphs without names. Those of a subset font are known again by their outlines, which for
the Thai glyphs of Sarabun differ from every other; what they stand for is told by their names in the
full font (`uni0E48.small` is U+0E48).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont

FONTS: Final = Path(__file__).parent / "fonts"
THAI: Final = frozenset(map(chr, range(0x0E01, 0x0E5C)))
# The font's own names for the two consonants that lose their foot before a vowel below, and others.
_CODES: Final = re.compile(r"uni((?:[0-9A-F]{4})+)")

Outline = tuple[object, ...]


def letters_of(subset: bytes, name: str) -> dict[int, str]:
    """The Thai text of each glyph of a subset font, by glyph number; `name` is that of its full font.

    Raises KeyError when the full font is none of ours.
    """
    known, font = _outlines(name), TTFont(BytesIO(subset))
    drawn = enumerate(font.getGlyphOrder())
    return {at: known[shape] for at, glyph in drawn if (shape := _outline(font, glyph)) in known}


@cache
def _outlines(name: str) -> Mapping[Outline, str]:
    full = {path.stem: path for path in FONTS.glob("*.ttf")}
    font = TTFont(full[name])
    coded = {glyph: chr(code) for code, glyph in sorted(font.getBestCmap().items(), reverse=True)}
    told = {glyph: _text(glyph, coded) for glyph in font.getGlyphOrder()}
    return {_outline(font, glyph): text for glyph, text in told.items() if text and set(text) <= THAI}


def _text(glyph: str, coded: Mapping[str, str]) -> str:
    """The text of a glyph: by its code, or that of the glyph it is a variant of, or those in its name."""
    base = glyph.partition(".")[0]
    codes = _CODES.fullmatch(base)
    if glyph in coded or not codes:
        return coded.get(glyph) or coded.get(base, "") or _VARIANTS.get(base, "")
    digits = codes[1]
    return "".join(chr(int(digits[at : at + 4], 16)) for at in range(0, len(digits), 4))


_VARIANTS: Final = {
    "doChadathai": "ฎ",
    "loChulathai": "ฬ",
    "thoThanthai": "ฐ",
    "toPatakthai": "ฏ",
    "yoYingthai": "ญ",
}


def _outline(font: Any, glyph: str) -> Outline:  # noqa: ANN401 - fontTools ships no types
    """How a glyph looks: how far it advances, its points and where each contour ends."""
    points, ends, _ = font["glyf"][glyph].getCoordinates(font["glyf"])
    return (*font["hmtx"][glyph], tuple(points), tuple(ends))
