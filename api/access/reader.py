"""Reader: one person at one book on one day: who asks, in which roles, for which units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.access.scope import NOTHING, Scope, scope_of
from api.access.sessions import Session
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
    # Whether the token says less than the grants, and which verbs it may ask for; none: any.
    narrowed: bool = False
    verbs: tuple[str, ...] = ()


def reader_of(
    token: Token | Session, book: str, reference: Reference, day: date, *, writing: bool = False
) -> Reader | None:
    """The reader a token or session makes of a book; None where its actor is granted nothing to read.

    Who grants roles and reads nothing may be `writing` all the same, and is shown no unit.
    """
    scope = scope_of(reference, token.actor, day)
    if scope is None and writing and roles_on(reference, token.actor, day):
        scope = NOTHING
    if scope is None:
        return None
    if token.units:
        scope = scope.only(token.units)
        if not scope.units:
            return None
    return Reader(
        actor=token.actor,
        book=book,
        roles=roles_on(reference, token.actor, day),
        scope=scope,
        reads_only=token.reads_only,
        narrowed=bool(token.units),
        verbs=token.verbs,
    )
