"""Serving: what the environment says of how the API is served, as one frozen value.

KHLANG_RATE           requests of one caller per second and process, else 200; 0: nobody is held back
KHLANG_METRICS_TOKEN  the secret that opens `/metrics`, at least 32 characters; else there is no `/metrics`
KHLANG_LOG_LEVEL      debug, info, warning or error, else info; the line of each request is always written
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ledger.errors import Unusable

RATE: Final = 200
RATE_MAX: Final = 1_000_000
SECRET_LENGTH_MIN: Final = 32
LEVELS: Final = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Serving:
    """How one process serves; unless the environment was asked, it limits nobody and counts for nobody."""

    rate: int = 0
    metrics_token: str = field(default="", repr=False)
    log_level: str = "info"

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Serving:
        """Read the environment; raises Unusable (bad_setting), which never holds a secret.

        >>> Serving.load({"KHLANG_RATE": "50"}).rate
        50
        """
        given = os.environ if environment is None else environment
        rate = given.get("KHLANG_RATE") or str(RATE)
        token = given.get("KHLANG_METRICS_TOKEN", "")
        level = given.get("KHLANG_LOG_LEVEL") or "info"
        if not (rate.isascii() and rate.isdigit() and int(rate[:9]) <= RATE_MAX and len(rate) < 9):  # noqa: PLR2004 - digits of a number that is too large anyway
            raise Unusable("bad_setting", name="KHLANG_RATE", allowed=f"0–{RATE_MAX}")
        if token and not (len(token) >= SECRET_LENGTH_MIN and token.isascii() and token.isprintable()):
            raise Unusable("bad_setting", name="KHLANG_METRICS_TOKEN", allowed=f"ASCII ≥ {SECRET_LENGTH_MIN}")
        if level not in LEVELS:
            raise Unusable("bad_setting", name="KHLANG_LOG_LEVEL", allowed=" ".join(LEVELS))
        return cls(int(rate), token, level)
