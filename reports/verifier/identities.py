"""Identities: cells and districts against documents, and every equation that must hold."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import zip_longest

from reports.verifier.bundle import Bundle, figure, guarded, records
from reports.verifier.entries import SETS, Book, stage_of
from reports.verifier.registers import transfer_rows
from reports.verifier.said import Plain, Wrong, reading_as
from reports.verifier.value import COUNTED, Value, half_up

# Column = sum of the others (those with a minus taken off), in every row.
IDENTITIES = (
    ("cells.csv", "direct", "supported unsupported"),
    ("cells.csv", "EV", "supported earned_unspent"),
    ("cells.csv", "unsupported", "unsup_pending unsup_rejected unsup_other"),
    ("cells.csv", "qty_delivered", "qty_accepted qty_rejected qty_pending"),
    ("cells.csv", "undelivered", "BAC -EV"),
    ("cells.csv", "CV", "EV -direct"),
    ("cells.csv", "SV", "EV -PV"),
    ("cells.csv", "full_cost", "direct overhead_alloc"),
    ("districts.csv", "allotment", "disbursed advances_open commitments_open reserved available"),
    ("districts.csv", "disbursed", "direct overhead exempt"),
    ("districts.csv", "disbursed", "supported_all unsupported_all exempt"),
    ("districts.csv", "overhead", "overhead_supported overhead_unsupported"),
    ("districts.csv", "supported_all", "supported overhead_supported"),
    ("districts.csv", "unsupported_all", "unsupported overhead_unsupported"),
    ("districts.csv", "forecast_gap", "forecast -allotment"),
)
RATIOS = (
    ("cells.csv", "CPI", "EV", "direct"),
    ("cells.csv", "SPI", "EV", "PV"),
    ("districts.csv", "CPI", "EV", "direct"),
    ("districts.csv", "SPI", "EV", "PV"),
    ("districts.csv", "disbursed_rate", "disbursed", "allotment"),
    ("districts.csv", "used_rate", "used", "allotment"),
)
OF_CELLS = (
    "BAC", "PV", "EV", "direct", "supported", "unsupported", "earned_unspent", "unsup_pending",
    "unsup_rejected", "unsup_other", "undelivered", "CV", "SV", "EAC_at_rate",
)  # fmt: skip
UNSUMMED = {"district", "name_en", "name_th", "disbursed_rate", "used_rate", "CPI", "SPI"}


def check_value(bundle: Bundle, book: Book) -> tuple[list[Plain], list[Plain]]:
    """cells.csv and districts.csv against documents, and every identity; returns their rows. Raises Wrong."""
    value, cells, rows = Value(book), records(bundle, "cells.csv"), records(bundle, "districts.csv")
    units, purses = value.units(), value.purses()
    rated = [code for code, one in value.activities.items() if one["basis"] in COUNTED]
    keys = [(unit, code) for unit in units for code in rated]
    for number, (row, key) in enumerate(zip_longest(cells, keys), 2):
        name = {"district": guarded(key[0]), "activity": guarded(key[1])} if key else None
        _check_row("cells.csv", number, row, name and {**name, **value.cell(*key)})
    for number, (row, unit) in enumerate(zip_longest(rows, [*units, None]), 2):
        if unit and row:
            told = book.named("register_unit", unit)
            named = {name: guarded(told.get(name, "")) for name in ("name_th", "name_en")}
            _check_row(
                "districts.csv",
                number,
                row,
                {"district": guarded(unit), **named, **value.district(unit, purses[unit])},
            )
        elif unit or not row or row["district"] != "TOTAL":
            raise Wrong("row_missing", "districts.csv", f"row {number}", unit or "TOTAL", row)
    with reading_as("malformed", "cells.csv/districts.csv"):
        _check_identities(cells, rows)
        _check_ratios(cells, rows)
        _check_sums(cells, rows)
        _check_book(book, rows, purses)
        _check_matches(bundle, sum(value.spent[unit, code] for unit, code in [*value.spent] if code in rated))
    return cells, rows


def _check_row(name: str, number: int, row: Plain | None, wanted: Plain | None) -> None:
    if row is None or wanted is None:
        raise Wrong("row_missing" if row is None else "row_extra", name, f"row {number}", wanted, row)
    for column, good in wanted.items():
        found = row.get(column)
        if found != str(good) and (found is not None or good):  # a book without exempt has no such column
            raise Wrong("cell", name, f"row {number} ({row['district']}), column {column}", good, found)


def _check_identities(cells: list[Plain], rows: list[Plain]) -> None:
    for name, column, others in IDENTITIES:
        for number, row in enumerate(cells if name == "cells.csv" else rows, 2):
            right = sum(
                -figure(row, other[1:]) if other.startswith("-") else figure(row, other)
                for other in others.split()
            )
            if figure(row, column) != right:
                at = f"row {number} ({row['district']}), {column} = {others}"
                raise Wrong("identity", name, at, right, row[column])


def ratio(over: int, under: int) -> str:
    """A ratio with four decimals, half to even; nothing when there is nothing to divide by."""
    if not under:
        return ""
    parts = round(Fraction(over * 10_000, under))
    return f"{'-' if parts < 0 else ''}{abs(parts) // 10_000}.{abs(parts) % 10_000:04d}"


def _check_ratios(cells: list[Plain], rows: list[Plain]) -> None:
    for name, column, over, under in RATIOS:
        for number, row in enumerate(cells if name == "cells.csv" else rows, 2):
            good = ratio(figure(row, over), figure(row, under))
            if row[column] != good:
                raise Wrong(
                    "identity", name, f"row {number} ({row['district']}), {column}", good, row[column]
                )
    for number, row in enumerate(cells, 2):
        accepted, spent, earned = (figure(row, name) for name in ("qty_accepted", "direct", "EV"))
        costs = {"unit_cost_direct": spent, "unit_cost_full": figure(row, "full_cost")}
        told = {name: str(half_up(cost, accepted)) if accepted > 0 else "" for name, cost in costs.items()}
        whole = figure(row, "BAC") * spent
        told["EAC_cpi"] = str(half_up(whole, earned)) if earned > 0 and spent > 0 else ""
        for column, good in told.items():
            if row[column] != good:
                raise Wrong("identity", "cells.csv", f"row {number}, {column}", good, row[column])


def _check_sums(cells: list[Plain], rows: list[Plain]) -> None:
    total, units = rows[-1], rows[:-1]
    for column in set(total) - UNSUMMED:
        found = sum(figure(row, column) for row in units)
        if figure(total, column) != found:
            raise Wrong("identity", "districts.csv", f"TOTAL of {column}", found, total[column])
    for row in units:
        own = [cell for cell in cells if cell["district"] == row["district"]]
        for column in OF_CELLS:
            found = sum(figure(cell, column) for cell in own)
            if figure(row, column) != found:
                raise Wrong("identity", "districts.csv", f"{row['district']}: {column}", found, row[column])


def _check_book(book: Book, rows: list[Plain], purses: dict[str, dict[str, int]]) -> None:
    """Each set balances to zero; what is on the way and what was spent agree with the buckets."""
    left: dict[tuple[str, str], int] = defaultdict(int)
    for (bucket, measure), amount in book.at_cut.items():
        left[SETS[stage_of(bucket)], measure] += amount
    for (kind, measure), rest in left.items():
        if rest:
            raise Wrong("identity", "balances.csv", f"{kind} in {measure} at the cut-off", 0, rest)
    issued = sum(row[13] for row in transfer_rows(book))
    waiting = sum(purse["in_transit"] for purse in purses.values())
    waiting += sum(amount for (_, stage), amount in book.reserved.items() if stage == "in_transit")
    if issued != waiting:
        raise Wrong("identity", "transfers.csv", "in_transit", waiting, issued)
    for row in rows[:-1]:
        unit = next(code for code in book.registered["register_unit"] if guarded(code) == row["district"])
        if purses[unit]["spent"] != figure(row, "disbursed"):
            raise Wrong(
                "identity",
                "districts.csv",
                f"{unit}: disbursed in buckets",
                purses[unit]["spent"],
                row["disbursed"],
            )


def _check_matches(bundle: Bundle, direct: int) -> None:
    """Every direct voucher stands in exactly one match, so together they spent what was spent directly."""
    spent = 0
    for number, row in enumerate(records(bundle, "matches.csv"), 2):
        spent += figure(row, "spend_satang")
        if figure(row, "spend_satang") - figure(row, "earned_satang") != figure(row, "difference_satang"):
            raise Wrong(
                "identity", "matches.csv", f"row {number}, difference", found=row["difference_satang"]
            )
    if spent != direct:
        raise Wrong("identity", "matches.csv", "sum of spend_satang", direct, spent)
