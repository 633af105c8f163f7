"""Clusters: a consonant with the marks above and below it, as glyphs of a text.

Each glyph stands for its own letter, and the span around a cluster tells its letters once more:
programs that read spans and those that do not find the same text. SARA AM is drawn as two glyphs (the
ring, with the tone mark on it, and SARA AA); here the second stands for SARA AM, the first for the tone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from reports.pdf.faces import Face
from reports.pdf.glyphs import NOTHING, Glyph, Item, items_of, operations_of
from reports.pdf.operations import Operation
from reports.pdf.pens import continued

_RING, _AA, _AM = "\u0e4d", "\u0e32", "\u0e33"
_SHIFT_MIN: Final = 20.0  # thousandths; programs take a wider gap for a space


def is_marks(body: Iterable[Operation], faces: dict[str, Face]) -> bool:
    """Whether a text holds marks alone."""
    glyphs = [one for one in items_of(body, faces) if isinstance(one, Glyph)]
    return bool(glyphs) and all(glyph.is_mark for glyph in glyphs)


def with_letters(body: Iterable[Operation], faces: dict[str, Face]) -> list[Operation]:
    """A text whose clusters can be read by glyph and by span."""
    items = _with_am(list(continued(items_of(body, faces))))
    return list(operations_of(one for part in _clusters(items) for one in _told(part)))


def _with_am(items: list[Item]) -> list[Item]:
    """SARA AM where a ring is followed by SARA AA."""
    at = [place for place, one in enumerate(items) if isinstance(one, Glyph)]
    for before, after in pairwise(at):
        ring, foot = items[before], items[after]
        if not (isinstance(ring, Glyph) and isinstance(foot, Glyph)):
            continue
        if foot.letters == _AA and _RING in ring.letters:
            items[before] = replace(ring, letters=ring.letters.replace(_RING, "") or NOTHING)
            items[after] = replace(foot, letters=_AM)
    return items


def _clusters(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items by cluster; what comes between two clusters stands alone."""
    cluster: list[Item] = []
    between: list[Item] = []
    for item in items:
        if not isinstance(item, Glyph):
            between.append(item)
        elif cluster and (item.is_mark or item.letters == _AM):
            cluster += [*between, item]
            between = []
        else:
            yield cluster
            yield between
            cluster, between = [item], []
    yield cluster
    yield between


def _told(cluster: list[Item]) -> Iterator[Item]:
    """A cluster of several glyphs within its span; it ends where its consonant does.

    Its last mark is as wide as it was shifted left.
    """
    glyphs = [one for one in cluster if isinstance(one, Glyph)]
    if len(glyphs) < 2:  # noqa: PLR2004 - several
        yield from cluster
        return
    letters = "".join(glyph.letters for glyph in glyphs).replace(NOTHING, "")
    said = {"/ActualText": b"\xfe\xff" + letters.encode("utf-16-be")}
    shift = _shifted(cluster)
    wide = shift if shift >= _SHIFT_MIN else 0.0
    yield ["/Span", said], b"BDC"
    yield from cluster[:-1]
    yield replace(glyphs[-1], width=glyphs[-1].width + wide)
    yield [], b"EMC"
    yield wide


def _shifted(cluster: Iterable[Item]) -> float:
    """How far the pen stands left of the end of the last glyph that has a width."""
    shift = 0.0
    for item in cluster:
        if isinstance(item, float):
            shift += item
        elif isinstance(item, Glyph) and item.width:
            shift = 0.0
    return shift
