"""Figures: what each chart shows: burn against delivery, earned against paid, ageing of what is open.

A chart of hundreds of bars says nothing: of many units those with the largest allotment are drawn, and
the title says so. Every figure stands in a table beside its chart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reconciliation.external.ageing import BANDS, band
from reconciliation.statement import District
from reports.sheets.source import Source

BARS_MAX: Final = 20

Figure = int | Fraction | None


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of bars: a figure per category, None where there is nothing to divide by."""

    name: str
    values: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars by category; `kind` is "percent" (shares of 1) or "money" (minor units).

    `says` is the alternative text: what it shows, for who cannot see it.
    """

    key: str
    title: str
    says: str
    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


def charts(source: Source) -> tuple[Chart, ...]:
    """The three charts of a statement, in the language of its words."""
    rows = _largest(source.statement.districts)
    return _burn(source, rows), _earned(source, rows), _ageing(source)


def _largest(rows: tuple[District, ...]) -> tuple[District, ...]:
    """The units with the largest allotment, in the order of registration."""
    kept = sorted(rows, key=lambda row: (-row.allotment, row.district))[:BARS_MAX]
    known = {row.district for row in kept}
    return tuple(row for row in rows if row.district in known)


def _burn(source: Source, rows: tuple[District, ...]) -> Chart:
    """Money spent of what was allotted beside work accepted of what was planned."""
    return _chart(
        source,
        "burn",
        "percent",
        tuple(source.unit(row.district) for row in rows),
        {
            "disbursed_share": tuple(_share(row.disbursed, row.allotment) for row in rows),
            "delivered_share": tuple(_share(row.ev, row.bac) for row in rows),
        },
    )


def _earned(source: Source, rows: tuple[District, ...]) -> Chart:
    """What accepted work is worth beside what was paid for it."""
    return _chart(
        source,
        "earned",
        "money",
        tuple(source.unit(row.district) for row in rows),
        {"ev": tuple(row.ev for row in rows), "direct": tuple(row.direct for row in rows)},
    )


def _ageing(source: Source) -> Chart:
    """Vouchers without confirmed evidence by how long ago they were posted."""
    posted = {voucher.seq: voucher.on for voucher in source.facts.vouchers}
    open_: Counter[str] = Counter()
    for item in source.dossier.items:
        if item.kind == "voucher":
            open_[band((source.statement.on - posted[item.seq]).days)] += item.amount
    names = tuple(source.words(f"columns.age_{at}") for at in range(len(BANDS)))
    return _chart(source, "ageing", "money", names, {"open_amount": tuple(open_[name] for name in BANDS)})


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole > 0 else None


def _chart(
    source: Source, key: str, kind: str, categories: tuple[str, ...], series: dict[str, tuple[Figure, ...]]
) -> Chart:
    words = source.words
    return Chart(
        key=key,
        title=words(f"charts.{key}.title"),
        says=words(f"charts.{key}.says", bars=len(categories)),
        kind=kind,
        categories=categories,
        series=tuple(Series(words(f"charts.series.{name}"), values) for name, values in series.items()),
    )
