"""Imprint: what every sheet says of itself, on the sheet and in the margins of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ledger.calendar import english_date, thai_date
from reports.looks import Look
from reports.words import Words

_AGENCY_SHOWN_MAX: Final = 50  # of the 255 characters of a page header
_ROOT_SHOWN: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Whose figures, of what, up to when, from which position of the journal.

    `currency` is the name of the money, `minor` the measure of its smallest unit ("satang").
    `draft` when the cut-off lies in a period that is still open; `created` is the run's time.
    """

    agency: str
    scope: str
    cut_off: date
    position: int
    root: str
    draft: bool
    created: datetime
    currency: str
    minor: str

    def says(self, words: Words) -> str:
        """The line below a sheet's title."""
        facts = {"agency": self.agency, "scope": self.scope, "currency": self.currency}
        said = words("says", on=day_in_words(self.cut_off, words), position=self.position, **facts)
        return f"{words('draft')} · {said}" if self.draft else said

    def page_header(self, words: Words, title: str, look: Look) -> str:
        """The header of a printed page: agency, sheet, cut-off and position."""
        font = _font(look)
        draft = f" · {words('draft')}" if self.draft else ""
        on = words("page_cut_off", on=day_in_words(self.cut_off, words), position=self.position)
        return f"&L{font}{_literal(self.agency)}&C{font}{_literal(title)}&R{font}{on}{draft}"

    def page_footer(self, words: Words, look: Look) -> str:
        """The footer of a printed page: preparer and reviewer, root, page n of m."""
        font = _font(look)
        pages = words("page_number", page="&P", pages="&N")
        return f"&L{font}{words('page_signing')}&C{font}{self.root[:_ROOT_SHOWN]}&R{font}{pages}"


def day_in_words(day: date, words: Words) -> str:
    """A day as readers of the primary language write it, each in their era."""
    return thai_date(day) if words.language == "th" else english_date(day)


def _font(look: Look) -> str:
    return f'&"{look.font},Regular"&{look.size - 2} '


def _literal(text: str) -> str:
    """A text in which `&` is no command, short enough for a page header."""
    shown = text if len(text) <= _AGENCY_SHOWN_MAX else f"{text[: _AGENCY_SHOWN_MAX - 1]}…"
    return shown.replace("&", "&&")
