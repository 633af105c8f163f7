"""Wrong: what is refused in an upload, with its sheet and its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from api.uploads.words import word
from ledger.errors import Refusal
from ledger.texts import LANGUAGES, sentence


@dataclass(frozen=True, slots=True)
class Wrong:
    """One refusal: sheet, row (as Excel counts), column by name, and where it stands from the left.

    `at` counts from 0; -1 means the row (or, in row 0, the sheet) as a whole. `hidden`: whoever uploads may
    not know more than that something named there is not to be found.
    """

    sheet: str
    row: int
    column: str
    at: int
    refusal: Refusal
    hidden: bool = False

    @property
    def code(self) -> str:
        """The stable code of what is wrong."""
        return "not_found" if self.hidden else self.refusal.code

    @property
    def facts(self) -> Mapping[str, str]:
        """The facts of what is wrong."""
        return {} if self.hidden else self.refusal.facts

    @property
    def address(self) -> str:
        """The address of the cell, as Excel writes it; of the row alone where no cell is to blame.

        >>> Wrong("transfers", 5, "amount", 6, Refusal()).address
        'G5'
        """
        return f"{xl_col_to_name(self.at) if self.at >= 0 else ''}{self.row or ''}"

    def said(self, language: str) -> str:
        """The sentence for people."""
        return word("hidden", language) if self.hidden else sentence(self.code, self.facts, language)

    def to_json(self) -> dict[str, Any]:
        """Place, stable code, facts, and the sentence in each language."""
        return {
            "sheet": self.sheet,
            "cell": self.address,
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "facts": dict(self.facts),
            **{language: self.said(language) for language in LANGUAGES},
        }
