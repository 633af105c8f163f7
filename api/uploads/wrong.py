"""Wrong: what is refused in an upload, with its sheet and its cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from ledger.errors import Refusal
from ledger.texts import LANGUAGES, sentence


@dataclass(frozen=True, slots=True)
class Wrong:
    """One refusal: sheet, row (as Excel counts), column by name, and where it stands from the left.

    `at` counts from 0; -1 means the row (or, in row 0, the sheet) as a whole.
    """

    sheet: str
    row: int
    column: str
    at: int
    refusal: Refusal

    @property
    def address(self) -> str:
        """The address of the cell, as Excel writes it; of the row alone where no cell is to blame.

        >>> Wrong("transfers", 5, "amount", 6, Refusal()).address
        'G5'
        """
        return f"{xl_col_to_name(self.at) if self.at >= 0 else ''}{self.row or ''}"

    def said(self, language: str) -> str:
        """The sentence for people."""
        return sentence(self.refusal.code, self.refusal.facts, language)

    def to_json(self) -> dict[str, Any]:
        """Place, stable code, facts, and the sentence in each language."""
        return {
            "sheet": self.sheet,
            "cell": self.address,
            "row": self.row,
            "column": self.column,
            "code": self.refusal.code,
            "facts": dict(self.refusal.facts),
            **{language: self.said(language) for language in LANGUAGES},
        }
