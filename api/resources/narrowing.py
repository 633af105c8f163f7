"""Narrowing: a token that says less than its holder's grants writes no more than it says.

What units a request is of is known when it has been judged: a receipt names a transfer and no unit. So it is
judged first, on trial; what would be recorded of another unit is as what is not there, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from api.access.reader import Reader
from api.problems import edge
from api.resources.asking import Caller, not_found
from ledger.entries import Request


def within(caller: Caller, asked: Sequence[Request]) -> None:
    """Raise Problem unless the caller's token goes as far as these requests."""
    reader = caller.reader
    for each in asked:
        may_ask(reader, each.command.verb)
    if not reader.narrowed:
        return
    outcomes = caller.place.journal(reader.book).dry_run(list(asked), reader.actor)
    if not all(reader.scope.reaches(entry.unit) for outcome in outcomes for entry in outcome.entries):
        raise not_found()


def may_ask(reader: Reader, verb: str) -> None:
    """Raise Problem for a verb that is none of the token's."""
    if reader.verbs and verb not in reader.verbs:
        raise edge("verb_not_in_token", verb=verb, verbs=" ".join(reader.verbs))


def unnarrowed(reader: Reader) -> None:
    """Raise Problem for a token that says less: a whole file is more than such a token is for."""
    if reader.narrowed or reader.verbs:
        raise edge("token_too_narrow")
