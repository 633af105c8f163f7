"""Rules of external statements: what is kept speaks of our money, of our units, and of days that are over."""

from __future__ import annotations

from ledger.commands import RecordStatement
from ledger.errors import BadValue
from ledger.rules.context import Context
from ledger.rules.draft import Draft


def record_statement(context: Context, command: RecordStatement) -> Draft:
    """A statement of accounts we know.

    Raises UnknownUnit, UnknownLine; BadValue with `why` = other_currency | not_over.
    """
    book = context.reference.book
    if book and command.currency != book.currency:
        raise BadValue(field="currency", why="other_currency", value=command.currency, expected=book.currency)
    if command.on > context.day:
        raise BadValue(field="on", why="not_over", value=command.on, limit=context.day)
    for account in command.accounts:
        context.reference.unit(account.unit)
        if account.line:
            context.reference.line(account.line)
    return Draft("")
