"""Looks: fonts, colours and borders of a workbook, by name.

The font is the one Thai offices write in; its marks above and below the line need 22.5 points of row
height at size 14.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reports.columns import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The settings of a workbook's look."""

    font: str = "TH Sarabun New"
    size: int = 14
    row_height: float = 22.5


_NAVY: Final = "#1F3864"
_GRID: Final = "#BFBFBF"
_CELL: Final[Mapping[str, Any]] = {"valign": "top", "border": 1, "border_color": _GRID}

# Colour never stands alone: a state has its word and its symbol too.
_TONES: Final[Mapping[str, Mapping[str, Any]]] = {
    "good": {"font_color": "#006100", "bg_color": "#E2EFDA"},
    "warn": {"font_color": "#7F6000", "bg_color": "#FFF2CC"},
    "bad": {"font_color": "#9C0006", "bg_color": "#FFC7CE", "bold": True},
    "info": {"font_color": "#1F3864", "bg_color": "#DDEBF7"},
}

_PLAIN: Final[Mapping[str, Mapping[str, Any]]] = {
    "title": {"bold": True, "font_color": _NAVY, "valign": "vcenter"},
    "subtitle": {"font_color": "#404040", "valign": "vcenter"},
    "draft": {"bold": True, "font_color": "#C00000", "valign": "vcenter"},
    "link": {"font_color": "#0563C1", "underline": 1, "valign": "vcenter"},
    "header": {
        **_CELL,
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "bg_color": "#D9E2F3",
    },
    "header_second": {
        **_CELL,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "bg_color": "#EDF1F9",
        "font_color": "#404040",
    },
    "label": {
        "indent": 1,
        "bold": True,
        "valign": "top",
        "text_wrap": True,
        "border": 1,
        "border_color": _GRID,
        "bg_color": "#F2F2F2",
    },
    "section": {"bold": True, "font_color": _NAVY, "valign": "vcenter", "bottom": 2, "bottom_color": _NAVY},
    "prose": {"valign": "top", "text_wrap": True},
    "bad": _TONES["bad"],
    "good": _TONES["good"],
}


def properties(name: str, look: Look) -> dict[str, Any]:
    """The XlsxWriter properties of a format: a plain name, or `kind[.total|.given|.link|.tone]`.

    >>> properties("money.total", Look())["num_format"]
    '#,##0.00;[Red](#,##0.00);0.00'
    """
    font: dict[str, Any] = {"font_name": look.font, "font_size": look.size}
    if name in _PLAIN:
        bigger = {"title": {"font_size": look.size + 4}}.get(name, {})
        return {**font, **_PLAIN[name], **bigger}
    base, _, variant = name.partition(".")
    kind = KINDS[base]
    shown = {
        **font,
        **_CELL,
        "num_format": kind.number_format,
        "align": kind.align,
        "text_wrap": kind.wrap,
        "indent": kind.indent,
    }
    return {**shown, **_variant(variant)}


def _variant(variant: str) -> Mapping[str, Any]:
    if variant == "total":
        return {"bold": True, "top": 1, "bottom": 6, "bg_color": "#F2F2F2", "border_color": "#000000"}
    if variant == "case":
        return {"bold": True, "bg_color": "#DDEBF7"}
    if variant == "subtotal":
        return {"bold": True, "bg_color": "#F2F2F2"}
    if variant == "given":
        return {"locked": False, "bg_color": "#FFFF99"}
    if variant == "link":
        return {"font_color": "#0563C1", "underline": 1}
    return _TONES.get(variant, {})
