"""Buckets: the places where a measure waits, their names and their floors.

A name is `stage:unit:code[:item]`, the same text in the journal, in queries and in plain-text
accounting. `code` is the budget line for money and the activity for work and worth.

>>> Bucket("available", "1032", "2569-HOUSING-SURVEY", "", "satang").name
'available:1032:2569-HOUSING-SURVEY'
>>> Bucket.parse("in_transit:1032:2569-HOUSING-SURVEY:TR-001", "satang").item
'TR-001'
"""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

from ledger.errors import BadValue

MONEY: Final = (
    "appropriation",
    "approved",
    "released",
    "reserved",
    "in_transit",
    "available",
    "committed",
    "advanced",
    "expended",
    "matched",
    "exempt",
    "disallowed",
    "carried",
    "remitted",
    "lapsed",
)
WORK: Final = ("plan", "survey", "target", "delivered", "accepted", "rejected")
WORTH: Final = ("worth", "earned", "settled")
STAGES: Final = MONEY + WORK + WORTH
# Sources mirror everything that ever entered, so they alone may be negative.
SOURCES: Final = frozenset({"appropriation", "plan", "survey", "worth"})
SET_OF: Final = {
    **dict.fromkeys(MONEY, "money"),
    **dict.fromkeys(WORK, "work"),
    **dict.fromkeys(WORTH, "worth"),
}
SEGMENT_LENGTH_MAX: Final = 100


class Bucket(NamedTuple):
    """The key of one bucket; a tuple, because millions of them are hashed."""

    stage: str
    unit: str
    code: str
    item: str
    measure: str

    @property
    def name(self) -> str:
        """The name people and other tools see, without the measure."""
        head = f"{self.stage}:{self.unit}:{self.code}"
        return f"{head}:{self.item}" if self.item else head

    @classmethod
    def parse(cls, name: str, measure: str) -> Bucket:
        """Read a name back; ValueError when it is not one."""
        stage, unit, code, item = (f"{name}:" if name.count(":") == 2 else name).split(":")  # noqa: PLR2004 - no item
        return cls(stage, unit, code, item, measure)

    @property
    def is_source(self) -> bool:
        """Whether the balance may be negative."""
        return self.stage in SOURCES


def segment(text: str, field: str) -> str:
    """Return `text` as one segment of a bucket name (NFC), or raise BadValue.

    A segment must survive in a hledger account name: no colon, nothing invisible, no white space
    at its ends, no two spaces in a row.

    >>> segment("ฎ 0001/2569", "number")
    'ฎ 0001/2569'
    >>> segment("a:b", "number")
    Traceback (most recent call last):
    ledger.errors.BadValue: ('bad_value', {'field': 'number', 'why': 'not_a_code', 'value': 'a:b'})
    """
    name = text if text.isascii() else unicodedata.normalize("NFC", text)
    if not name:
        raise BadValue(field=field, why="missing")
    if (
        len(name) > SEGMENT_LENGTH_MAX
        or ":" in name
        or "  " in name
        or name != name.strip()
        # No control, format, surrogate or private character, and no space but the common one.
        or not name.isprintable()
    ):
        raise BadValue(field=field, why="not_a_code", value=name[:SEGMENT_LENGTH_MAX])
    return name
