"""Body: what a write sends: its key, and one request or a list of them, as JSON that says nothing twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from flask import request

from api.problems import Problem, edge, refused
from api.resources.pointers import pointer_of, pointer_within
from api.wire import JSON
from ledger.entries import Request
from ledger.errors import BadValue, Refusal
from ledger.posting import BATCH_MAX

KEY: Final = "Idempotency-Key"
Plain = dict[str, Any]


def key() -> str:
    """The key of the header, which WSGI hands over byte by byte; raises Problem, BadValue."""
    given = request.headers.get(KEY, "")
    if not given:
        raise edge("key_missing", header=KEY)
    try:
        return given.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise BadValue(field=KEY, why="not_a_key") from None


def one() -> Plain:
    """The one object that was sent; raises Problem."""
    plain = _json()
    if not isinstance(plain, dict):
        raise edge("unreadable_body", why="not_an_object")
    return plain


def rows() -> list[Plain]:
    """The objects that were sent, 1 to 256; raises Problem."""
    plain = _json()
    if not isinstance(plain, list) or not plain:
        raise edge("unreadable_body", why="not_a_list")
    if len(plain) > BATCH_MAX:
        raise Problem("bad_value", 422, {"field": "rows", "why": "too_many", "limit": str(BATCH_MAX)})
    for number, row in enumerate(plain):
        if not isinstance(row, dict):
            raise edge("unreadable_body", pointer=f"/{number}", why="not_an_object")
    return plain


def _json() -> Any:  # noqa: ANN401 - JSON
    if request.mimetype != JSON:
        raise edge("unsupported_media_type")
    data = request.get_data(cache=False)
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise edge("unreadable_body", why="not_json") from None


def _once(pairs: list[tuple[str, Any]]) -> Plain:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        raise ValueError("a field stands twice")
    return plain


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


# ── requests ──

Settled = Mapping[str, Any]
"""What the address says of a request: its verb, or some of its fields; none at `/commands`."""
NOTHING: Final[Settled] = {}


def request_of(said: Plain, key: Any, settled: Settled, place: str = "") -> Request:  # noqa: ANN401 - JSON
    """The request of what was said and settled; raises Problem with the place of what cannot be used.

    What the address settles may not be said again, so that it is never said otherwise.
    """
    for name in ("key", *settled):
        if name in said:
            raise refused(BadValue(field=name, why="unexpected"), f"{place}/{name}")
    try:
        return Request.of_wire({**said, **settled, "key": key})
    except Refusal as refusal:
        raise refused(refusal, place + pointer(said, settled, refusal)) from None
    except RecursionError:
        raise edge("unreadable_body", why="not_json") from None


def pointer(said: Plain, settled: Settled, refusal: Refusal) -> str:
    """The place of a refusal's field in what was said; "" when the address or nobody says it."""
    return pointer_within(said, pointer_of({**said, **settled}, refusal))


def requests_of(listed: list[Plain], key: str, settled: Settled) -> list[Request]:
    """The requests of a list; a row's own `key` goes before the one made of the header and its number."""
    made = []
    for number, row in enumerate(listed):
        own = own_of(row)
        made.append(request_of(own, row.get("key") or f"{key}#{number + 1}", settled, f"/{number}"))
    return made


def own_of(row: Plain) -> Plain:
    """A row without its key."""
    return {name: value for name, value in row.items() if name != "key"}
