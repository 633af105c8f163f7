"""Statements: an external statement's file, CSV or XLSX, read by its profile: whole or not at all.

Every row that cannot be believed is listed with its place, and then nothing is compared: a figure
that half of a file supports supports nothing. Rows that are neither a line nor a total by the
profile are counted, so that nothing disappears in silence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from api.intake.feeds import filled, passes, wire_of, with_values
from api.intake.profiles import PLACEHOLDER
from api.intake.sheet import Row, Sheet, parse_sheet, read_bytes
from api.intake.slug import Slugs
from api.intake.statement_profiles import LINE, Section, StatementProfile
from api.intake.xlsx import is_workbook, parse_workbook
from ledger.calendar import first_day, fiscal_year, parse_date
from ledger.errors import BadValue, Refusal, Unusable
from ledger.money import Money, parse_signed_money
from reconciliation.external import (
    AccountBalance,
    ExternalStatement,
    OurBooks,
    Place,
    StatementLine,
    faults,
    strangers,
)
from reconciliation.external.books import plain

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be believed, and why; row 0 is the file as a whole."""

    file: str
    row: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """What a file held: a statement with the place of each account, or every reason why there is none.

    `sha256` (hexadecimal) is that of the file.
    """

    file: str
    statement: ExternalStatement | None
    mapping: Mapping[str, Place]
    refused: tuple[RefusedRow, ...]
    lines: int
    ignored_rows: int
    sha256: str


def read_statement(path: Path, profile: StatementProfile, ours: OurBooks) -> ReadStatement:
    """Read a statement of the day of `ours`, and check it against what those books know.

    Raises Unusable (missing_file, unreadable_file, missing_column, duplicate_column, other_file).
    """
    if not fnmatchcase(path.name, profile.form.file):
        raise Unusable("other_file", file=path.name, expected=profile.form.file)
    data = read_bytes(path)
    sheet = _sheet(data, path.name, profile)
    _check_names(profile, sheet)
    # A profile that names no currency once and for all reads it row by row.
    named = ours.currency if PLACEHOLDER.search(profile.currency) else profile.currency
    draft = _Draft(profile, named)
    slugs = Slugs()
    for row in sheet.rows:
        draft.take(row, slugs)
    return draft.finished(sheet.file, ours, hashlib.sha256(data).hexdigest())


def _sheet(data: bytes, name: str, profile: StatementProfile) -> Sheet:
    form = profile.form
    if not is_workbook(data):
        return parse_sheet(data, name, form.form)
    return parse_workbook(data, name, sheet=profile.sheet, header_row=form.form.header_row, era=form.era)


def _check_names(profile: StatementProfile, sheet: Sheet) -> None:
    """Refuse the file when the profile speaks of a column it does not have."""
    form = profile.form
    sections = [one for one in (profile.line, profile.opening, profile.closing) if one]
    asked = [condition.column for condition in form.where]
    asked += [name for value in form.values.values() for name in PLACEHOLDER.findall(value.template)]
    for section in sections:
        asked += [condition.column for condition in section.where]
        asked += [name for text in section.cells.values() for name in PLACEHOLDER.findall(text)]
    asked += PLACEHOLDER.findall(profile.currency)
    for name in asked:
        if name not in {*sheet.columns, *form.values}:
            raise Unusable("missing_column", file=sheet.file, field=name)


@dataclass(slots=True)
class _Account:
    """What the rows said of one account so far; `balance` is the running one."""

    place: Place
    row: int
    opening: int | None = None
    closing: int | None = None
    balance: int | None = None


@dataclass(slots=True)
class _Draft:
    """A statement in the making."""

    profile: StatementProfile
    currency: str
    accounts: dict[str, _Account] = field(default_factory=dict)
    lines: list[StatementLine] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored_rows: int = 0

    def take(self, row: Row, slugs: Slugs) -> None:
        """Read one row as what it is, or list why it cannot be read."""
        form = self.profile.form
        cells = {name: "" if cell in form.blank else cell for name, cell in row.cells.items()}
        try:
            if row.refusal:
                raise row.refusal
            # Conditions on columns go first: a row that is left out need not have values.
            if passes(form.where, cells):
                self._sort(row, with_values(form, cells, slugs))
            else:
                self.ignored_rows += 1
        except Refusal as refusal:
            self.refused.append(RefusedRow(row.file, row.number, refusal))

    def _sort(self, row: Row, scope: Cells) -> None:
        profile = self.profile
        if not passes(profile.form.where, scope):
            self.ignored_rows += 1
        elif profile.opening and passes(profile.opening.where, scope):
            self._total(row, self._cells(profile.opening, scope), closing=False)
        elif profile.closing and passes(profile.closing.where, scope):
            self._total(row, self._cells(profile.closing, scope), closing=True)
        elif passes(profile.line.where, scope):
            self._line(row, self._cells(profile.line, scope))
        else:
            self.ignored_rows += 1

    def _cells(self, section: Section, scope: Cells) -> Cells:
        """The cells of a section in wire form; their currency is that of the whole statement."""
        cells = {
            column: _cell(self.profile, column, template, scope) for column, template in section.cells.items()
        }
        said = cells.pop("currency", "") or filled(self.profile.currency, scope)
        if said != self.currency:
            raise BadValue(field="currency", why="other_currency", value=said, expected=self.currency)
        return cells

    def _account(self, row: Row, cells: Cells) -> tuple[str, _Account]:
        place = Place(plain(cells["unit"]), plain(cells.get("line", "")))
        if not place.unit:
            raise BadValue(field="unit", why="missing")
        name = cells.get("account", "") or str(place)
        account = self.accounts.setdefault(name, _Account(place, row.number))
        if account.place != place:
            raise BadValue(
                field="account", why="rows_disagree", value=place, other=account.place, other_row=account.row
            )
        return name, account

    def _total(self, row: Row, cells: Cells, *, closing: bool) -> None:
        name, account = self._account(row, cells)
        amount = parse_signed_money(cells["amount"], field="amount").minor
        said = account.closing if closing else account.opening
        if said is not None:
            raise BadValue(field="account", why="stated_twice", value=name)
        if closing:
            account.closing, account.row = amount, row.number
        else:
            account.opening = amount
            account.balance = amount if account.balance is None else account.balance

    def _line(self, row: Row, cells: Cells) -> None:
        name, account = self._account(row, cells)
        line = StatementLine(
            account=name,
            on=parse_date(cells["on"], field="on"),
            reference=plain(cells.get("reference", "")),
            amount=_amount(cells),
            text=cells.get("text", ""),
            row=row.number,
        )
        if "balance" in cells:
            _follow(account, line, parse_signed_money(cells["balance"], field="balance").minor)
        self.lines.append(line)

    def finished(self, file: str, ours: OurBooks, sha256: str) -> ReadStatement:
        """The statement, or the list of all that is wrong with it."""
        since = self.profile.since or first_day(fiscal_year(ours.on))
        balances = tuple(self._balances(file))
        partial = bool(self.refused)  # what is missing makes every total wrong; that says nothing new
        for fault in faults(balances, self.lines, since, ours.on):
            if not partial or fault.refusal.facts["field"] == "on":
                self.refused.append(RefusedRow(file, fault.row, fault.refusal))
        statement, mapping = None, {name: one.place for name, one in self.accounts.items()}
        if not self.refused:
            statement = ExternalStatement(
                source=self.profile.source,
                currency=self.currency,
                since=since,
                on=ours.on,
                accounts=balances,
                lines=tuple(self.lines),
                complete=self.profile.complete,
            )
            self.refused += self._strangers(file, statement, mapping, ours)
        return ReadStatement(
            file,
            None if self.refused else statement,
            mapping,
            tuple(sorted(self.refused, key=lambda one: one.row)),
            len(self.lines),
            self.ignored_rows,
            sha256,
        )

    def _balances(self, file: str) -> Iterator[AccountBalance]:
        for name, one in self.accounts.items():
            closing = (
                one.balance if one.closing is None and "balance" in self.profile.line.cells else one.closing
            )
            if closing is None:
                missing = BadValue(field="closing", why="no_balance", value=name)
                self.refused.append(RefusedRow(file, one.row, missing))
            else:
                yield AccountBalance(account=name, opening=one.opening or 0, closing=closing, row=one.row)

    def _strangers(
        self, file: str, statement: ExternalStatement, mapping: Mapping[str, Place], ours: OurBooks
    ) -> Iterable[RefusedRow]:
        for name, refusal in strangers(ours, statement, mapping):
            yield RefusedRow(file, self.accounts[name].row if name else 0, refusal)


def _cell(profile: StatementProfile, column: str, template: str, scope: Cells) -> str:
    """One cell in wire form; a constant of the profile is in wire form already."""
    text = filled(template, scope)
    return text if text == template else wire_of(profile.form, LINE[column], column, text)


def _amount(cells: Cells) -> int:
    """What a line adds to its account: `amount` as signed, or `in` less `out`, of which one may be blank."""
    if "amount" in cells:
        return parse_signed_money(cells["amount"], field="amount").minor
    said: Sequence[str] = [name for name in ("in", "out") if cells.get(name)]
    if not said:
        raise BadValue(field="amount", why="missing")
    parts = {name: parse_signed_money(cells[name], field=name).minor for name in said}
    return parts.get("in", 0) - parts.get("out", 0)


def _follow(account: _Account, line: StatementLine, balance: int) -> None:
    """Keep the running balance; a row that does not follow from the one above was lost or added."""
    if account.balance is None:
        account.opening = account.balance = balance - line.amount
    should = account.balance + line.amount
    account.balance = balance
    if should != balance:
        raise BadValue(field="balance", why="wrong_balance", value=Money(balance), should=Money(should))
