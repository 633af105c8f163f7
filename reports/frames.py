"""Frames: a statement's tables as pandas frames with declared columns, and as CSV files.

Money is whole minor units (`satang`; the book's currency says which), quantities are whole numbers
in the activity's measure, ratios are texts with four decimals; what is blank in the statement is
missing in a frame and empty in a CSV. CSV: UTF-8, comma, LF, quotes only where needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd

from reconciliation.audit import Audit, audit
from reconciliation.matching.rows import MATCH_COLUMNS, matches_rows
from reconciliation.sampling import (
    StratifiedSample,
    evaluation_rows,
    parameter_rows,
    sample_rows,
    stratified_rows,
    stratum_rows,
)
from reconciliation.statement import Statement

# Column as printed -> "money" | "quantity" | "ratio" | "text".
CELL_COLUMNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("district", "activity"), "text"),
    **dict.fromkeys(("plan_qty", "plan_qty_to_date"), "quantity"),
    "rate": "money",
    **dict.fromkeys(
        ("qty_delivered", "qty_accepted", "qty_rejected", "qty_rework", "qty_rejected_open", "qty_pending"),
        "quantity",
    ),
    **dict.fromkeys(
        (
            *("price_reduction", "BAC", "PV", "EV", "direct", "supported", "unsupported", "earned_unspent"),
            *("unsup_pending", "unsup_rejected", "unsup_other", "undelivered", "CV", "SV"),
            *("overhead_alloc", "full_cost", "unit_cost_direct", "unit_cost_full"),
        ),
        "money",
    ),
    **dict.fromkeys(("CPI", "SPI"), "ratio"),
    **dict.fromkeys(("EAC_at_rate", "EAC_cpi"), "money"),
}
DISTRICT_COLUMNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("district", "name_en", "name_th"), "text"),
    **dict.fromkeys(
        (
            *("transfers_in", "transfers_out", "returned", "allotment", "disbursed", "advances_open"),
            *("commitments_open", "used", "reserved", "available"),
        ),
        "money",
    ),
    **dict.fromkeys(("disbursed_rate", "used_rate"), "ratio"),
    **dict.fromkeys(
        (
            *("BAC", "PV", "EV", "direct", "supported", "unsupported", "earned_unspent", "unsup_pending"),
            *("unsup_rejected", "unsup_other", "undelivered", "CV", "SV", "EAC_at_rate", "overhead"),
            *("overhead_cap", "overhead_supported", "overhead_unsupported", "overhead_unallocated"),
            *("supported_all", "unsupported_all", "forecast", "forecast_gap"),
        ),
        "money",
    ),
    **dict.fromkeys(("CPI", "SPI"), "ratio"),
}
EXEMPT_COLUMN: Final[Mapping[str, str]] = {"exempt": "money"}
FINDING_COLUMNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("code", "severity", "subject"), "text"),
    "amount_satang": "money",
}
_SAMPLE_COLUMNS: Final = {
    "voucher_no": "text",
    **dict.fromkeys(("amount_satang", "cum_from", "cum_to"), "money"),
    "stratum": "text",
    "hits": "quantity",
}
_PARAMETER_COLUMNS: Final = {"key": "text", "value": "text"}
_EVALUATION_COLUMNS: Final = {"key": "text", "value_satang": "money"}
_STRATIFIED_COLUMNS: Final = {
    **dict.fromkeys(("stratum", "voucher_no", "unit"), "text"),
    "amount_satang": "money",
    **dict.fromkeys(("rank", "key"), "text"),
}
_STRATUM_COLUMNS: Final = {
    "name": "text",
    "items": "quantity",
    "book_value_satang": "money",
    "drawn": "quantity",
}
_DTYPES: Final = {"money": "Int64", "quantity": "Int64", "ratio": "str", "text": "str"}


def cells_frame(statement: Statement) -> pd.DataFrame:
    """One row per unit × activity, in the order of registration."""
    return _frame(CELL_COLUMNS, statement.cells)


def districts_frame(statement: Statement) -> pd.DataFrame:
    """One row per unit, then the total; `exempt` last where the book has such activities."""
    columns = {**DISTRICT_COLUMNS, **(EXEMPT_COLUMN if statement.has_exempt else {})}
    return _frame(columns, (*statement.districts, statement.total))


def findings_frame(statement: Statement) -> pd.DataFrame:
    """One row per finding, by code and subject."""
    return _frame(FINDING_COLUMNS, statement.findings, {"amount_satang": "amount"})


def matches_frame(statement: Statement) -> pd.DataFrame:
    """One row per match, by first voucher; every direct voucher stands in exactly one."""
    rows = matches_rows(statement.matching)
    return _typed(MATCH_COLUMNS, {column: [row[column] for row in rows] for column in MATCH_COLUMNS})


def sample_frames(found: Audit) -> dict[str, pd.DataFrame]:
    """The sample, what it was drawn with, and its evaluation, by file name."""
    return {
        "sample.csv": _frame(_SAMPLE_COLUMNS, sample_rows(found.sample)),
        "sample_parameters.csv": _frame(_PARAMETER_COLUMNS, parameter_rows(found.sample)),
        "sample_evaluation.csv": _frame(_EVALUATION_COLUMNS, evaluation_rows(found.evaluation)),
    }


def stratified_frames(sample: StratifiedSample) -> dict[str, pd.DataFrame]:
    """A stratified sample and its strata, by file name."""
    return {
        "stratified.csv": _frame(_STRATIFIED_COLUMNS, stratified_rows(sample)),
        "strata.csv": _frame(_STRATUM_COLUMNS, stratum_rows(sample)),
    }


def frames_of(statement: Statement) -> dict[str, pd.DataFrame]:
    """Every table of a statement by file name; the sample's where the rule set asks for one."""
    frames = {
        "cells.csv": cells_frame(statement),
        "districts.csv": districts_frame(statement),
        "matches.csv": matches_frame(statement),
        "findings.csv": findings_frame(statement),
    }
    drawn = audit(statement) if statement.rules.samples else None
    return {**frames, **sample_frames(drawn)} if isinstance(drawn, Audit) else frames


def write_csvs(statement: Statement, folder: Path) -> tuple[Path, ...]:
    """Write each table of a statement into a folder, made where it is missing."""
    return write_frames(frames_of(statement), folder)


def write_frames(frames: Mapping[str, pd.DataFrame], folder: Path) -> tuple[Path, ...]:
    """Write frames as CSV files of their names into a folder, made where it is missing; each file whole."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".khlang-", dir=folder) as aside:
        for name, frame in frames.items():
            (Path(aside) / name).write_bytes(csv_text(frame).encode())
        for name in frames:
            (Path(aside) / name).replace(folder / name)
    return tuple(folder / name for name in frames)


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV; a missing value is an empty field."""
    return frame.to_csv(index=False, lineterminator="\n")


def _frame(
    columns: Mapping[str, str], rows: Iterable[object], renamed: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """A column holds the field of its name in lower case, unless `renamed` says another."""
    rows = tuple(rows)
    fields = {column: (renamed or {}).get(column, column.lower()) for column in columns}
    return _typed(
        columns, {column: [getattr(row, field) for row in rows] for column, field in fields.items()}
    )


def _typed(columns: Mapping[str, str], values: Mapping[str, list[object]]) -> pd.DataFrame:
    frame = pd.DataFrame(values, columns=list(columns), dtype="object")
    return frame.astype({column: _DTYPES[kind] for column, kind in columns.items()})
