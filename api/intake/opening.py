"""Opening: a new book, and every role for whoever opens it."""

from __future__ import annotations

from datetime import date

from api.clock import today
from api.intake.book import BookFile
from ledger.commands import GrantRole
from ledger.commands.reference import ROLES
from ledger.entries import Request


def opening_of(said: BookFile, actor: str, day: date) -> tuple[Request, Request]:
    """The requests that open a book, effective on `day`, and grant its opener every role."""
    book = said.command
    # A book may be opened for a year to come; whoever opens it must be somebody already.
    grant = GrantRole(holder=actor, roles=ROLES, from_on=min(day, today()))
    return (
        Request(key=f"open:{book.id}", effective_on=day, command=book),
        Request(key=f"grant:{book.id}", effective_on=day, command=grant),
    )
