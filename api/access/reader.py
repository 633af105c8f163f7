"""Reader: one person at one book on one day: who asks, in which roles, for which units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.access.scope import Scope, scope_of
from api.access.tokens import Token
from ledger.rules import Reference
from ledger.rules.authority import roles_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks about a book, and what of it may be shown."""

    actor: str
    book: str
    roles: frozenset[str]
    scope: Scope
    reads_only: bool


def reader_of(token: Token, book: str, reference: Reference, day: date) -> Reader | None:
    """The reader a token makes of a book; None where the journal grants its actor nothing to read."""
    scope = scope_of(reference, token.actor, day)
    if scope is None:
        return None
    return Reader(
        actor=token.actor,
        book=book,
        roles=roles_on(reference, token.actor, day),
        scope=scope,
        reads_only=token.reads_only,
    )
