"""Table of jobs: operational rows of a book, no part of its journal.

`units` are those its owner saw when they asked, as JSON; "" stands for every unit. Of texts "" stands for
none or never. Times are ISO text in UTC as in the journal.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, MetaData, PrimaryKeyConstraint, Table, Text

from ledger.tables import BOOK, Big

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _big(name: str) -> Column[int]:
    return Column(name, Big, nullable=False)


job: Final = Table(
    "job",
    metadata,
    _text("book"),
    _text("id"),
    _text("actor"),
    _text("key"),
    _text("kind"),
    _text("asked"),
    _text("units"),
    _text("state"),
    _big("attempt"),
    _big("done"),
    _big("total"),
    _text("problem"),
    _text("result"),
    _text("file"),
    _text("file_name"),
    _text("media_type"),
    _text("sha256"),
    _big("size"),
    _text("asked_at"),
    _text("started_at"),
    _text("beat_at"),
    _text("ended_at"),
    PrimaryKeyConstraint("book", "id"),
    Index("job_of_state", "book", "state", "asked_at", "id"),
    Index("job_of_actor", "book", "actor", "asked_at", "id"),
    info=dict(BOOK),
    sqlite_strict=True,
)
