"""Labels: the texts of papers, from texts `pdf`; and how papers write days and amounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger import texts
from ledger.calendar import english_date, thai_date_long
from ledger.money import Money, baht_text, format_money
from reports.words import Words


class Labels(Words):
    """What people read on papers; keys are dotted ("letter.subject")."""

    __slots__ = ()

    @property
    def _table(self) -> Mapping[str, Any]:
        return texts.table("pdf", self.language)

    def day(self, day: date) -> str:
        """A day in full, each language in its era."""
        return thai_date_long(day) if self.language == "th" else english_date(day)


def figure(minor: int) -> str:
    """An amount as papers print it; a negative one in parentheses."""
    return format_money(Money(minor), parentheses=True)


def in_words(minor: int, currency: str) -> str:
    """An amount of baht in Thai words; "" for other money, which has no official words here."""
    return baht_text(Money(minor)) if currency == "THB" else ""
