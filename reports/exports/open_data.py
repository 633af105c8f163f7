"""Open data: sums by district, activity and month as CSV files with a descriptor (Frictionless Data Package).

No names of persons, vendors or documents leave the house, and no sum of few documents (suppression.py).
`sums.csv` holds every district × activity × month with a document, and the totals over each of the
three (`TOTAL`). Money is in whole minor units. What a figure's day is:

    allotment                       day of receipt, or of the order that took money away; no activity
    disbursed                       day the voucher was posted, less what was reversed or recovered of it
    delivered, accepted, rejected   day of delivery, day of decision; per activity only
    earned, supported               as of the cut-off, by the rules of the statement; over all months only
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from ledger import texts
from ledger.money import minor_unit
from reconciliation.documents import Transfer
from reconciliation.facts import Facts
from reconciliation.statement import Statement
from reports import GENERATOR
from reports.exports.guarded import Value, csv_lines
from reports.exports.packed import Packed, packing
from reports.exports.suppression import TOTAL, Key, suppressed

THRESHOLD: Final = 5
LICENCE: Final = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}

_MONEY: Final = ("allotment", "disbursed")
_WORK: Final = ("delivered", "accepted", "rejected")
_WORTH: Final = ("earned", "supported")
_FIGURES: Final = (*_MONEY, *_WORK, *_WORTH)
_KEY: Final = ("district", "activity", "month")
COLUMNS: Final = (*_KEY, "documents", *_FIGURES, "suppressed_reason")
UNITS: Final = ("district", "name_th", "name_en")
ACTIVITIES: Final = ("activity", "name_th", "name_en", "measure", "basis")


@dataclass(frozen=True, slots=True)
class Told:
    """How many rows `sums.csv` has, and how many of them are left blank."""

    rows: int
    suppressed: int


@dataclass(slots=True)
class Sums:
    """One cell: the documents it rests on (positions), and its figures."""

    documents: set[int] = field(default_factory=set)
    figures: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


def write_open_data(statement: Statement, path: Path, *, threshold: int = THRESHOLD) -> Told:
    """Write the package to `path`, whole or not at all.

    Raises Unusable `cannot_write` (facts `path`, `reason`) when the disk does not take it.
    """
    cells = cube(statement)
    documents = {key: len(one.documents) for key, one in cells.items()}
    counted = [{key: one.figures[figure] for key, one in cells.items()} for figure in _WORK]
    hidden = suppressed([documents, *counted], threshold)
    facts = statement.facts
    shown = [facts.units[row.district] for row in statement.districts]
    with packing(path) as target:
        target.add("activities.csv", csv_lines(ACTIVITIES, _activities(facts)))
        target.add("districts.csv", csv_lines(UNITS, ((u.code, u.name_th, u.name_en) for u in shown)))
        target.add("sums.csv", csv_lines(COLUMNS, _rows(cells, hidden)))
        _describe(target, statement, threshold)
    return Told(len(cells), len(hidden))


def cube(statement: Statement) -> Mapping[Key, Sums]:
    """(district, activity, month) -> sums, with every total that `TOTAL` names."""
    cells: defaultdict[Key, Sums] = defaultdict(Sums)
    for unit, activity, month, seq, figure, amount in _facts_of(statement.facts):
        places = [(unit, TOTAL), (activity, TOTAL) if activity else (TOTAL,), (month, TOTAL)]
        for key in itertools.product(*places):
            if figure in _WORK and key[1] == TOTAL:
                continue  # households and parcels make no sum
            cells[key].documents.add(seq)
            cells[key].figures[figure] += amount
    for cell in statement.cells:
        for district, activity in itertools.product((cell.district, TOTAL), (cell.activity, TOTAL)):
            key = (district, activity, TOTAL)
            if key in cells:
                cells[key].figures["earned"] += cell.ev
                cells[key].figures["supported"] += cell.supported
    return dict(sorted(cells.items()))


Fact = tuple[str, str, str, int, str, int]


def _facts_of(facts: Facts) -> Iterator[Fact]:
    """Every document's part in a sum: district, activity, month, position, figure, amount."""
    for kept in facts.retentions:
        yield kept.unit, "", _month(kept.on), kept.seq, "allotment", kept.amount
    for leg in facts.transfers:
        yield from _allotted(leg)
    for voucher in facts.vouchers:
        if voucher.standing:
            for part in voucher.parts:
                paid = part.amount - part.recovered
                yield voucher.unit, part.activity, _month(voucher.on), voucher.seq, "disbursed", paid
    for lot in facts.deliveries:
        yield lot.unit, lot.activity, _month(lot.on), lot.seq, "delivered", lot.quantity
        for one in lot.decisions:
            month = _month(one.decided_on)
            yield lot.unit, lot.activity, month, one.seq, "accepted", one.accepted
            yield lot.unit, lot.activity, month, one.seq, "rejected", one.rejected


def _allotted(leg: Transfer) -> Iterator[Fact]:
    """What a transfer brought to one unit and took from another; the centre's own purse is no allotment."""
    for receipt in leg.receipts:
        if receipt.stage == "available":
            yield leg.to_unit, "", _month(receipt.on), receipt.seq, "allotment", receipt.amount
    if leg.stage == "available":
        yield leg.from_unit, "", _month(leg.on), leg.seq, "allotment", leg.recalled - leg.amount


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _rows(cells: Mapping[Key, Sums], hidden: Mapping[Key, str]) -> Iterator[Iterable[Value]]:
    for key, one in cells.items():
        if key in hidden:
            yield (*key, None, *(None for _ in _FIGURES), hidden[key])
        else:
            yield (*key, len(one.documents), *_figures(key, one), "")


def _figures(key: Key, one: Sums) -> Iterator[Value]:
    """The figures that mean something in this place; blank where they do not."""
    _, activity, month = key
    for figure in _FIGURES:
        if (
            (figure == "allotment" and activity != TOTAL)
            or (figure in _WORK and activity == TOTAL)
            or (figure in _WORTH and month != TOTAL)
        ):
            yield None
        else:
            yield one.figures[figure]


def _activities(facts: Facts) -> Iterator[Iterable[Value]]:
    for one in facts.activities.values():
        yield (one.code, one.name_th, one.name_en, one.measure, one.basis)


def _describe(target: Packed, statement: Statement, threshold: int) -> None:
    """Add datapackage.json: what each column holds, in which unit, from which journal position."""
    words = texts.table("workbook", "th")["open_data"], texts.table("workbook", "en")["open_data"]
    said = {
        "profile": "tabular-data-package",
        "name": "khlang-open-data",
        "title": words[1]["title"],
        "title_th": words[0]["title"],
        "description": texts.fill(words[1]["description"], {"threshold": str(threshold)}),
        "description_th": texts.fill(words[0]["description"], {"threshold": str(threshold)}),
        "licenses": [LICENCE],
        "source": {
            "book": statement.book.id,
            "cut_off": statement.on.isoformat(),
            "position": statement.position,
            "root": statement.root,
            "generator": GENERATOR,
        },
        "currency": statement.book.currency,
        "money_unit": minor_unit(statement.book.currency),
        "suppression": {"threshold": threshold},
        "resources": [
            _resource(name, columns, words, target)
            for name, columns in (("activities", ACTIVITIES), ("districts", UNITS), ("sums", COLUMNS))
        ],
    }
    target.add("datapackage.json", [json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"])


def _resource(
    name: str, columns: Sequence[str], words: tuple[Mapping[str, str], ...], target: Packed
) -> dict[str, Any]:
    packed = next(one for one in target.files if one.name == f"{name}.csv")
    thai, english = words
    return {
        "name": name,
        "path": packed.name,
        "bytes": packed.size,
        "hash": f"sha256:{packed.hash.hexdigest()}",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"'},
        "schema": {
            "fields": [
                {
                    "name": column,
                    "type": "integer" if column in {"documents", *_FIGURES} else "string",
                    "title": english[column],
                    "title_th": thai[column],
                    **({"unit": "money_unit"} if column in {*_MONEY, *_WORTH} else {}),
                }
                for column in columns
            ],
            "missingValues": [""],
        },
    }
