"""Audited: the values an auditor entered for the vouchers of a sample, read from a CSV file.

Columns `voucher_no`, `unit` and `audited` (a text of baht), and `year`, the document fiscal year, where
a unit's number is of several years; others are the auditor's own. `voucher_no` may stand as sample.csv
prints it. What a row cannot say is listed with its place.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from api.intake.sheet import Row, read_sheet
from api.intake.statements import RefusedRow
from ledger.commands.reference import buddhist_year
from ledger.errors import BadValue, Refusal, Unusable
from ledger.money import Money, format_money, parse_money
from reconciliation.documents import Voucher
from reconciliation.sampling import MonetarySample, VoucherKey, key_of, population

NEEDED: Final = ("voucher_no", "unit", "audited")
YEAR_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class AuditedValues:
    """A value per voucher in minor units, and the rows why none of them may be used."""

    by_voucher: Mapping[VoucherKey, Fraction]
    refused: tuple[RefusedRow, ...]


class Drawn:
    """The vouchers of a statement by what people call them, and the amounts of those that were drawn."""

    def __init__(self, vouchers: Iterable[Voucher], sample: MonetarySample, on: date) -> None:
        vouchers = tuple(vouchers)
        self._on = on
        self._amounts = {hit.item.key: hit.item.amount for hit in sample.items}
        self._called: defaultdict[tuple[str, str], set[VoucherKey]] = defaultdict(set)
        printed = ((item.name, item.key) for item in population(vouchers))
        for name, key in (*((one.number, key_of(one)) for one in vouchers), *printed):
            self._called[name, key.unit].add(key)

    def key(self, number: str, unit: str, year: int | None) -> VoucherKey:
        """The voucher meant; raises BadValue (not_in_books, several_years, not_in_sample)."""
        meant = sorted(key for key in self._called.get((number, unit), ()) if year in (None, key.fiscal_year))
        if not meant:
            raise BadValue(field="voucher_no", why="not_in_books", value=number, unit=unit, limit=self._on)
        if len(meant) > 1:
            years = " ".join(str(key.fiscal_year) for key in meant)
            raise BadValue(field="year", why="several_years", value=number, unit=unit, allowed=years)
        if meant[0] not in self._amounts:
            raise BadValue(field="voucher_no", why="not_in_sample", value=number, unit=unit)
        return meant[0]

    def value(self, key: VoucherKey, text: str) -> Fraction:
        """An audited value, 0 to the amount; raises BadValue (above_amount and what parse_money does)."""
        audited, amount = parse_money(text, field="audited"), Money(self._amounts[key])
        if audited > amount:
            limit = format_money(amount)
            raise BadValue(field="audited", why="above_amount", value=format_money(audited), limit=limit)
        return Fraction(audited.minor)


def read_audited(path: Path, drawn: Drawn) -> AuditedValues:
    """Read a file of audited values, every row of it.

    Raises Unusable (missing_file, unreadable_file, missing_column, duplicate_column).
    """
    sheet = read_sheet(path)
    for field in NEEDED:
        if field not in sheet.columns:
            raise Unusable("missing_column", file=sheet.file, field=field)
    values: dict[VoucherKey, Fraction] = {}
    seen: dict[VoucherKey, int] = {}
    refused: list[RefusedRow] = []
    for row in sheet.rows:
        try:
            key = _key(row, drawn, seen)
            values[key] = drawn.value(key, row.cells["audited"])
        except Refusal as refusal:
            refused.append(RefusedRow(row.file, row.number, refusal))
    return AuditedValues(values, tuple(refused))


def _key(row: Row, drawn: Drawn, seen: dict[VoucherKey, int]) -> VoucherKey:
    """The voucher of a row, which no row before named; notes that this one does."""
    if row.refusal:
        raise row.refusal
    number, unit = _needed(row, "voucher_no"), _needed(row, "unit")
    key = drawn.key(number, unit, _year(row.cells.get("year", "")))
    if seen.setdefault(key, row.number) != row.number:
        raise BadValue(field="voucher_no", why="audited_twice", value=number, other_row=seen[key])
    return key


def _needed(row: Row, field: str) -> str:
    text = unicodedata.normalize("NFC", row.cells[field])
    if not text:
        raise BadValue(field=field, why="missing")
    return text


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == YEAR_DIGITS):
        raise BadValue(field="year", why="not_buddhist_year", value=text)
    buddhist_year(int(text), "year")
    return int(text)
