"""Wire: how values stand in a document of the API: money, days, bytes, and the tag of a whole answer."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from typing import Any, Final

import orjson

from ledger.calendar import thai_date
from ledger.money import MINOR_UNITS, Money

JSON: Final = "application/json"
_MONEY: Final = frozenset(MINOR_UNITS.values())


def dumps(document: object) -> bytes:
    """A document as UTF-8 JSON, its fields in the order given."""
    return orjson.dumps(document)


def tag_of(body: bytes) -> str:
    """The strong entity tag of a body."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def quantity(amount: int, measure: str) -> str:
    """An amount of a measure as text: money in major units with two decimals, all else whole.

    >>> quantity(150_000, "satang"), quantity(12, "household")
    ('1500.00', '12')
    """
    return str(Money(amount)) if measure in _MONEY else str(amount)


def day(value: date | None) -> dict[str, str] | None:
    """A day in ISO 8601, and as an office writes it in the Buddhist era.

    >>> day(date(2026, 3, 31))
    {'iso': '2026-03-31', 'th': '31 มี.ค. 2569'}
    """
    return None if value is None else {"iso": value.isoformat(), "th": thai_date(value)}


def opaque(*parts: str) -> str:
    """Texts as one token that stands in an address."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def parts_of(token: str, number: int) -> tuple[str, ...]:
    """What `opaque` was given; ValueError unless it was `number` texts."""
    plain: Any = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    if not isinstance(plain, list) or len(plain) != number or not all(map(is_name, plain)):
        raise ValueError("not a token of ours")
    return tuple(plain)


def is_name(value: object) -> bool:
    """Whether this may name anything: what is unprintable never does, and a database may not take it."""
    return isinstance(value, str) and value.isprintable()
