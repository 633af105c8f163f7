"""Sheets: the one way in which templates and marked copies are written: texts, and nothing that runs."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from xlsxwriter import Workbook

from reports.cells import fitted

_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same bytes every time
_LOOKS: Final[Mapping[str, Mapping[str, object]]] = {
    "text": {"num_format": "@"},
    "name": {"bold": True, "bg_color": "#D9E2EC", "border": 1},
    "needed": {"bold": True, "bg_color": "#BCD3EA", "border": 1},
    "label": {"italic": True, "font_color": "#444444", "bg_color": "#F3F5F7", "text_wrap": True},
    "title": {"bold": True, "font_size": 14},
    "wrong": {"num_format": "@", "bg_color": "#F8B4B4", "font_color": "#7A0000"},
    "remark": {"font_color": "#7A0000", "text_wrap": True, "valign": "top"},
}


@dataclass(slots=True)
class Sheets:
    """A workbook in the making; `save` gives its bytes."""

    _data: io.BytesIO = field(default_factory=io.BytesIO)
    _book: Any = None
    looks: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open the workbook, with every automatism of XlsxWriter that makes more of a text turned off."""
        off = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = Workbook(self._data, {"in_memory": True, **off})
        self._book.set_properties({"created": _MADE})
        self.looks = {name: self._book.add_format(dict(look)) for name, look in _LOOKS.items()}

    def add(self, title: str) -> Any:  # noqa: ANN401 - XlsxWriter ships no types
        """A new sheet."""
        return self._book.add_worksheet(title)

    def put(self, sheet: Any, row: int, at: int, text: str, look: str = "text") -> None:  # noqa: ANN401 - XlsxWriter ships no types
        """Put a text into a cell (row and column from 0), as a text whatever it looks like."""
        sheet.write_string(row, at, fitted(text), self.looks[look])

    def save(self) -> bytes:
        """The bytes of the workbook."""
        self._book.close()
        return self._data.getvalue()
