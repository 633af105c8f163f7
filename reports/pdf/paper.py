"""Paper: what every paper says of itself: whose it is, from which position, and what proves that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from ledger.calendar import BUDDHIST_OFFSET, fiscal_year
from ledger.errors import UnknownUnit
from reports import GENERATOR
from reports.pdf.labels import Labels
from reports.qr import BYTES_MAX, checkpoint_text, qr_svg
from reports.sheets.source import Source

_BANGKOK: Final = timezone(timedelta(hours=7))
_LINE_MAX: Final = 40  # characters of a name that stands in one line with others
_BOOK_MAX: Final = 120
_ROOT_SHOWN: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper about a source, made at `created`; `draft` when its figures may still change.

    `checkpoint` is a signed note of the journal, "" where there is none.
    """

    source: Source
    created: datetime
    checkpoint: str = ""
    draft: bool = False

    @property
    def labels(self) -> Labels:
        """Its texts, in the source's language."""
        return Labels(self.source.words.language)

    @property
    def agency(self) -> str:
        """The name of the book's centre; its code alone when it is not registered."""
        code = self.source.statement.book.centre
        unit = self.source.facts.units.get(code)
        return self.labels.named(unit.name_th, unit.name_en) if unit else code

    @property
    def cut_off(self) -> str:
        """The day up to which it speaks."""
        return self.labels.day(self.source.statement.on)

    @property
    def year(self) -> str:
        """The fiscal year of that day, in both eras."""
        year = fiscal_year(self.source.statement.on)
        return self.labels("fiscal_year", be=year, ce=year - BUDDHIST_OFFSET)

    def frame(self, kind: str, unit: str) -> dict[str, Any]:
        """What the template needs besides the parts of a kind of paper; `unit` is who it is about."""
        labels, statement = self.labels, self.source.statement
        title = labels(f"{kind}.title")
        at = labels("head", on=self.cut_off, position=statement.position)
        foot = f"{short(unit, 2 * _LINE_MAX)} · {statement.root[:_ROOT_SHOWN]} · {GENERATOR}"
        return {
            "lang": labels.language,
            "title": title,
            "unit": unit,
            "about": f"{short(unit)} · {at}",
            "agency": self.agency,
            "draft": labels("draft") if self.draft else "",
            "head": {"left": f"{short(self.agency)} · {labels(f'{kind}.short')}", "right": at},
            "foot": foot,
            "page": labels("page", page="{page}", pages="{pages}"),
            "seal": self._seal(),
        }

    def _seal(self) -> Mapping[str, Any]:
        labels, statement = self.labels, self.source.statement
        made = self.created.astimezone(_BANGKOK)
        named = labels.named(statement.book.name_th, statement.book.name_en)
        rows = (
            ("seal.book", short(named, _BOOK_MAX)),
            ("seal.position", f"{statement.position:,}"),
            ("seal.root", statement.root),
            ("seal.checkpoint", self.checkpoint.strip() or labels("seal.unsigned")),
            ("seal.created", f"{labels.day(made.date())} {made:%H:%M} (UTC+7)"),
        )
        held = checkpoint_text(self.checkpoint, statement.book.id, statement.position, statement.root)
        return {
            "title": labels("seal.title"),
            "rows": [(labels(key), value) for key, value in rows],
            "qr": qr_svg(held),
            "alt": labels("seal.alt"),
            "long": len(self.checkpoint.encode()) > BYTES_MAX,
        }


def is_draft(on: date, closed_through: date | None) -> bool:
    """Whether a cut-off lies in a period that is still open."""
    return closed_through is None or closed_through < on


def known_unit(source: Source, code: str) -> str:
    """The code of a registered unit; raises UnknownUnit."""
    if code not in source.facts.units:
        raise UnknownUnit(unit=code)
    return code


def short(text: str, longest: int = _LINE_MAX) -> str:
    """A name where there is room for so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
