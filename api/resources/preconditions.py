"""Preconditions: what a caller believes, asked under the lock of the very transaction that posts.

So nobody can post in between. A request that was answered before is answered again first: a lost response
must not come back as a change that was one's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import marshmallow as ma
from flask import request
from sqlalchemy import Connection

from api.problems import edge
from api.resources.asking import Ask, Caller, not_found
from api.resources.fields import Flag, Query, both
from api.resources.operation import Arguments, View
from api.wire import dumps, tag_of
from ledger.entries import Request
from ledger.money import Money, parse_money
from ledger.rules import State, drawn_on
from ledger.store import Holds

IF_MATCH: Final = "If-Match"
LEAST: Final = "available_at_least"
ANY: Final = "*"
IF_MATCH_HEADER: Final[dict[str, Any]] = {
    "in": "header",
    "name": IF_MATCH,
    "description": both("fields", "if_match"),
    "schema": {"type": "string"},
}
_TAGS: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"(?:[ \t]*,[ \t]*(?:W/)?"[\x21\x23-\x7e]*")*')
_TAG: Final = re.compile(r'(?:W/)?"[^"]*"')


class Sum(ma.fields.String):
    """Money of an address as a text of major units."""

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> Money:  # type: ignore[override]  # noqa: ANN401 - money is no text
        return parse_money(value, field=attr or "")


class Dry(ma.Schema):
    """Whether to do it at all."""

    dry_run = Flag(load_default=False, metadata={"description": both("fields", "dry_run")})


class LeastAsked(Query):
    """What a caller believes to be there."""

    available_at_least = Sum(
        load_default=None,
        metadata={
            "description": both("fields", LEAST),
            "pattern": r"^[0-9]+(\.[0-9]{1,2})?$",
            "examples": ["500.00"],
        },
    )


@dataclass(frozen=True, slots=True)
class Resource:
    """The one thing that an address names: the view that reads it, and the parts of the address."""

    view: View
    path: Mapping[str, Any]

    def document(self, ask: Ask) -> Any:  # noqa: ANN401 - JSON
        """What the reader is told of it; raises not_found."""
        return self.view(ask, {}, **self.path)


def holds_of(caller: Caller, asked: Request, wanted: Arguments, resource: Resource | None) -> Holds | None:
    """What must hold as a request is posted; None where nothing is said to; raises Problem.

    It raises `changed_meanwhile`, `available_less`, not_found.
    """
    tags, least = tags_asked(), wanted.get(LEAST)
    if tags and resource is None:
        raise edge("bad_request")
    if not tags and least is None:
        return None

    def holds(connection: Connection, state: State) -> None:
        if tags and resource:
            _unchanged(caller, connection, resource)
        if least is not None:
            _at_least(caller, state, asked, least)

    return holds


def tags_asked() -> frozenset[str]:
    """The tags of If-Match, of which one must be that of what is there; `*`: any; none: not asked."""
    said = request.headers.get(IF_MATCH)
    if said is None:
        return frozenset()
    if said.strip() == ANY:
        return frozenset({ANY})
    if not _TAGS.fullmatch(said.strip()):
        raise edge("bad_request")
    return frozenset(_TAG.findall(said))


def still(seen: Callable[[], Any]) -> None:
    """Raise `changed_meanwhile` where tags are said and none is that of the document there is.

    A weak tag is never the same (RFC 9110, 13.1.1), and those that are made here are strong.
    """
    tags = tags_asked()
    now = tag_of(dumps(seen())) if tags else ""
    if tags and not tags & {ANY, now}:
        raise edge("changed_meanwhile", headers={"ETag": now}, current=now)


def _unchanged(caller: Caller, connection: Connection, resource: Resource) -> None:
    here, book = caller.place, caller.reader.book
    stand = here.stand(connection, book) or caller.stand
    ask = Ask(here, connection, caller.reader, here.reference(connection, stand))
    still(lambda: resource.document(ask))


def _at_least(caller: Caller, state: State, asked: Request, least: Money) -> None:
    """Each purse that is drawn on holds so much beforehand; what others hold is told by no answer."""
    scope = caller.reader.scope
    purses = drawn_on(state, asked, caller.reader.actor)
    if not all(scope.reaches(bucket.unit) for bucket in purses):
        raise not_found()
    for bucket in purses:
        has = state.holding(bucket).balance
        if has < least.minor:
            raise edge("available_less", bucket=bucket.name, has=Money(has), least=least)
