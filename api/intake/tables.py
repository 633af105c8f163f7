"""Tables: each file of an intake folder, its columns, and the verb it feeds, in posting order.

The order of TABLES is the order within one day. A column spelled `payee>borrower` fills the field
`borrower`; the others are named after their field. The README prints the same table for people, and
a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from ledger.calendar import first_day, fiscal_year
from ledger.commands import (
    Advance,
    Appropriate,
    CarryForward,
    ClosePeriod,
    Command,
    Commit,
    Confirm,
    Decide,
    DefineActivity,
    Deliver,
    Disallow,
    Disburse,
    Extend,
    GrantRole,
    HoldRelease,
    Holiday,
    Lapse,
    Leg,
    MovePurpose,
    OpenLine,
    Part,
    Recall,
    Recover,
    Refund,
    RegisterUnit,
    Release,
    ReleaseCommitment,
    Retain,
    RetainBack,
    Reverse,
    RevokeRole,
    SetHolidays,
    SetRate,
    SetTarget,
    Transfer,
    VoidNumber,
    VoucherLine,
    Withdraw,
)

DayOf = Callable[[Command], date]

# Every document may say who stands behind it and which paper proves it.
COMMON: Final = (
    "maker>made_by approver>approved_by acting_for remark original_on evidence evidence_digest>digest"
)
# Columns that name what a row is about, for the report; the first that a table has.
NAMING: Final = (
    *("number", "code", "transfer", "delivery", "advance", "commitment", "voucher", "carry"),
    *("holder", "through", "date", "activity"),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a document of several rows has per row: into which field, of which class, which columns.

    `group` are the columns whose equal cells make rows one document (blank: a document alone).
    """

    field: str
    kind: type[Part]
    columns: Mapping[str, str]
    group: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One file: name without ending, verb, columns to fields, which are needed, its business day.

    `day` is a column, or a function of the command, or None: the first day of the earliest line's
    fiscal year.
    """

    name: str
    command: type[Command]
    day: str | DayOf | None
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    parts: Parts | None = None

    @property
    def file(self) -> str:
        """The file's name in a folder."""
        return f"{self.name}.csv"

    @property
    def all_columns(self) -> dict[str, str]:
        """Every column to its field, those of the parts included."""
        return {**self.columns, **(self.parts.columns if self.parts else {})}

    @property
    def naming(self) -> str:
        """The column that names what a row is about."""
        return next((name for name in NAMING if name in self.all_columns), "")


def _mapping(text: str) -> dict[str, str]:
    pairs = (word.partition(">") for word in text.split())
    return {column: field or column for column, _, field in pairs}


def _table(  # noqa: PLR0913, PLR0917 - a row of the table below reads best as a row
    name: str,
    command: type[Command],
    day: str | DayOf | None,
    needed: str,
    optional: str = "",
    parts: Parts | None = None,
) -> Table:
    own = {**_mapping(needed), **_mapping(optional)}
    common = {c: f for c, f in _mapping(COMMON).items() if f not in own.values()}
    columns = {**own, **common}
    part_columns = parts.columns if parts else {}
    whole = {column: field for column, field in columns.items() if column not in part_columns}
    return Table(name, command, day, whole, tuple(_mapping(needed)), parts)


def _parts(field: str, kind: type[Part], columns: str, group: str) -> Parts:
    return Parts(field, kind, _mapping(columns), tuple(group.split()))


def _line_day(command: Command) -> date:
    return first_day(cast("OpenLine", command).fiscal_year)


def _target_day(command: Command) -> date:
    return first_day(fiscal_year(cast("SetTarget", command).due_on))


DATE: Final = "date>effective_on"
YEAR: Final = "document_fiscal_year"

_LEG: Final = _parts(
    "legs",
    Leg,
    "number line from>from_unit to>to_unit kind amount letter_no letter_date>letter_on",
    "order_no",
)
_VOUCHER_LINE: Final = _parts(
    "lines", VoucherLine, "line activity amount from>source delivery", f"unit number {YEAR}"
)
# Holidays of one year are one document; `year` is read from the date.
_HOLIDAY: Final = _parts("days", Holiday, "date>day name_th name_en", "year")

TABLES: Final = (
    _table("holidays", SetHolidays, None, "date name_th", "name_en", _HOLIDAY),
    _table("units", RegisterUnit, None, "code name_th", "name_en parent"),
    _table(
        "lines",
        OpenLine,
        _line_day,
        "code fiscal_year name_th owner_unit",
        "name_en plan output_project budget_type category fund_source units",
    ),
    _table("activities", DefineActivity, None, "code name_th basis", "name_en measure ceiling"),
    _table("grants", GrantRole, "from_on", "holder roles from_on", "units until_on acting_for order_no"),
    _table("revocations", RevokeRole, "from_on", "holder roles from_on", "units"),
    _table("rates", SetRate, "valid_from", "activity rate valid_from", "unit"),
    _table("targets", SetTarget, _target_day, "unit activity due_on quantity"),
    _table("appropriations", Appropriate, "date", f"number {DATE} line amount", f"authority {YEAR}"),
    _table("releases", Release, "date", f"number {DATE} line amount", f"instalment approval_no {YEAR}"),
    _table(
        "move_purpose",
        MovePurpose,
        "date",
        f"number {DATE} from_line to_line amount",
        f"stage authority {YEAR}",
    ),
    _table("retain", Retain, "date", f"number {DATE} line amount", f"purpose {YEAR}"),
    _table(
        "transfers",
        Transfer,
        "date",
        f"number {DATE} line from to amount",
        f"order_no kind letter_no letter_date {YEAR}",
        _LEG,
    ),
    _table("receipts", Confirm, "date", f"transfer {DATE} amount", "confirmed_by>made_by"),
    _table("recall", Recall, "date", f"transfer {DATE}", "reason"),
    _table(
        "advances",
        Advance,
        "date",
        f"number {DATE} due_on line unit payee>borrower amount",
        f"contract_no purpose {YEAR}",
    ),
    _table(
        "commitments",
        Commit,
        "date",
        f"number {DATE} line unit amount",
        f"activity vendor from>source contract_no quantity unit_price due_on {YEAR}",
    ),
    _table("extend", Extend, "date", f"carry {DATE} end_on", f"unit approval_no {YEAR}"),
    _table(
        "deliveries",
        Deliver,
        "delivered_on",
        "number unit activity delivered_on>effective_on quantity",
        f"vendor rework_of commitment surveyed delivered_by>made_by {YEAR}",
    ),
    _table(
        "decisions",
        Decide,
        "decided_on",
        "delivery decided_on>effective_on accepted",
        "rejected price_reduction fine decided_by>made_by report_no surveyed",
    ),
    _table(
        "vouchers",
        Disburse,
        "posted_on",
        "number unit line activity posted_on>effective_on amount",
        "vendor from delivery dika_no invoice_no document_date>document_on paid_on gross withholding_tax"
        f" fine retention net {YEAR}",
        _VOUCHER_LINE,
    ),
    _table(
        "reversals",
        Reverse,
        "posted_on",
        "reverses posted_on>effective_on",
        f"number kind unit reason {YEAR} reverses_fiscal_year",
    ),
    _table("refunds", Refund, "date", f"advance {DATE} amount", f"unit receipt_no {YEAR}"),
    _table(
        "release_commitments", ReleaseCommitment, "date", f"commitment {DATE}", f"unit amount reason {YEAR}"
    ),
    _table("disallow", Disallow, "date", f"voucher {DATE} amount", f"unit voucher_line>part reason {YEAR}"),
    _table("recover", Recover, "date", f"voucher {DATE} amount", f"unit voucher_line>part receipt_no {YEAR}"),
    _table("retain_back", RetainBack, "date", f"number {DATE} line amount", f"purpose {YEAR}"),
    _table(
        "hold_releases", HoldRelease, "date", f"number {DATE} line amount", f"instalment approval_no {YEAR}"
    ),
    _table("withdrawals", Withdraw, "date", f"number {DATE} line amount", f"authority {YEAR}"),
    _table(
        "carry_forward",
        CarryForward,
        "date",
        f"number {DATE} line unit amount end_on",
        f"commitment approval_no {YEAR}",
    ),
    _table("lapse", Lapse, "date", f"{DATE} line unit", f"number stage carry amount {YEAR}"),
    _table("void_numbers", VoidNumber, "date", f"kind unit number {DATE} {YEAR}", "reason"),
    _table("periods", ClosePeriod, "date", f"through {DATE}"),
)
BY_NAME: Final[Mapping[str, Table]] = {table.name: table for table in TABLES}
RANK: Final[Mapping[str, int]] = {table.name: rank for rank, table in enumerate(TABLES)}

# A row of transfers.csv whose kind is `change` moves money to another line, not to another unit.
CHANGE: Final = "change"
CHANGES: Final = _table(
    "transfers",
    MovePurpose,
    "date",
    f"number {DATE} line>from_line to_line amount",
    f"stage authority {YEAR}",
)
# Fields that hold several codes, written with a bar between them: `1032|1007`.
LISTS: Final = frozenset({"units", "roles", "surveyed"})


def known_columns(name: str) -> frozenset[str]:
    """Every column that a file may have; the others are reported as ignored."""
    changes = CHANGES.columns if name == CHANGES.name else {}
    return frozenset({*BY_NAME[name].all_columns, *changes})
