"""Lockout: too many failures from one source lock what it tried for a while, in the database.

Failures are counted per source and slot, one of 4,096 that a token's id falls into: known ids and
unknown ones lock alike, one broken client behind an office's address does not lock out its neighbours,
and whoever tries ids at random fills a bounded number of rows. OWASP ASVS 5.0 V6.3.1.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from sqlalchemy import Engine, case, delete
from sqlalchemy.dialects import postgresql, sqlite

from api.access.tables import failure
from ledger.entries import timestamp
from ledger.store import writing

FAILURES_MAX: Final = 10
LOCKED: Final = timedelta(minutes=15)
KEPT: Final = timedelta(days=1)


def seconds_left(times: int, last_at: str, now: datetime, limit: int = FAILURES_MAX) -> int:
    """How long to wait after so many failures, the last of them then; 0 when there is no need."""
    if times < limit:
        return 0
    left = datetime.fromisoformat(last_at) + LOCKED - now
    return max(0, -(-left // timedelta(seconds=1)))


def failed(engine: Engine, source: str, tried: str, now: datetime) -> None:
    """Count a failure; the count starts again after a quiet time, and rows of yesterday go."""
    values = {"source": source_of(source), "slot": slot_of(tried), "times": 1, "last_at": timestamp(now)}
    old = failure.c.last_at < timestamp(now - LOCKED)
    row: sqlite.Insert | postgresql.Insert = (
        sqlite.insert(failure) if engine.dialect.name == "sqlite" else postgresql.insert(failure)
    )
    counted = row.values(values).on_conflict_do_update(
        index_elements=["source", "slot"],
        set_={"times": case((old, 1), else_=failure.c.times + 1), "last_at": values["last_at"]},
    )
    with writing(engine) as connection, connection.begin():
        connection.execute(counted)
        connection.execute(delete(failure).where(failure.c.last_at < timestamp(now - KEPT)))


def slot_of(tried: str) -> str:
    """The slot an id falls into."""
    return hashlib.sha256(tried.encode()).hexdigest()[:3]


@lru_cache(maxsize=4096)
def source_of(address: str) -> str:
    """An address as it is counted: of IPv6 the network, as one host owns all of it.

    >>> source_of("2001:db8::1"), source_of("10.0.0.7"), source_of("")
    ('2001:db8::/64', '10.0.0.7', '')
    """
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    return str(IPv6Network((known, 64), strict=False)) if isinstance(known, IPv6Address) else str(known)
