"""Statement documents: what somebody outside said of our accounts, as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.commands import RecordStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A statement on record and its position; the last one recorded of its source and last day."""

    seq: int
    command: RecordStatement
