"""Limits: how often one caller may ask, so that one program that runs wild does not shut out the others.

A caller is an address with the token it claims to have: nobody can use up the share of a token from another
address, and the programs of an office behind one address have a share each. An address as a whole has a few
shares, whatever it claims. Each process counts for itself, in memory: a limit asks no database, and with four
processes a caller may ask up to four times as often.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from flask import request

from api.access.lockout import source_of
from api.access.tokens import id_of
from api.problems import edge

SECOND: Final = 10**9
SHARES_OF_ADDRESS: Final = 4
SAVED_SECONDS: Final = 10  # who was quiet may ask at once what these seconds would have allowed
CALLERS_MAX: Final = 20_000


class Allowance:
    """So many requests per second of each caller, and what they saved up (leaky bucket, ITU-T I.371)."""

    def __init__(self, per_second: int, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self._each = SECOND // per_second  # nanoseconds, so that nothing is rounded
        self._clock = clock
        self._busy_until: OrderedDict[str, int] = OrderedDict()  # the oldest caller first
        self._lock = threading.Lock()

    def wait_seconds(self, caller: str) -> int:
        """Take one request of a caller's allowance: 0, or for how long there is none (then none is taken)."""
        now = self._clock()
        with self._lock:
            until = max(now, self._busy_until.pop(caller, now))
            wait = until + self._each - now - SAVED_SECONDS * SECOND
            self._busy_until[caller] = until if wait > 0 else until + self._each
            if len(self._busy_until) > CALLERS_MAX:
                self._busy_until.popitem(last=False)
        return max(0, -(-wait // SECOND))


class Limits:
    """The allowances of one process."""

    def __init__(self, per_second: int, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self._callers = Allowance(per_second, clock)
        self._addresses = Allowance(per_second * SHARES_OF_ADDRESS, clock)

    def check(self) -> None:
        """Raise `too_many` for a request of who has asked too often."""
        said = request.environ
        address = source_of(said.get("REMOTE_ADDR", ""))
        claimed = id_of(said.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer "))
        seconds = self._callers.wait_seconds(f"{address} {claimed}") or self._addresses.wait_seconds(address)
        if seconds:
            raise edge("too_many", headers={"Retry-After": str(seconds)}, seconds=seconds)
