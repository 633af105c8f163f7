"""Tables of uploads: files that people handed in, until they are committed or thrown away.

Operational rows of a book, no part of its journal: what a commit posts stands there, under keys of its
content. An upload is named by a digest of its book, its owner and the key it came under, so that the same
file under the same key is the same row. Times are ISO text in UTC as in the journal; "" stands for never.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

from ledger.tables import BOOK

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


upload = Table(
    "upload",
    metadata,
    _text("book"),
    _text("id"),
    _text("actor"),
    _text("key"),
    _text("file"),
    _text("called"),  # which table a CSV holds, where its sender said so
    _text("sha256"),
    _text("asked_at"),
    _text("state"),
    _text("checked_at"),
    _text("committed_at"),
    _text("units"),  # whose units were seen when it was checked
    _bytes("data"),
    _bytes("report"),
    _bytes("marked_th"),
    _bytes("marked_en"),
    PrimaryKeyConstraint("book", "id"),
    Index("upload_actor", "book", "actor", "asked_at"),
    info=dict(BOOK),
    sqlite_strict=True,
)
CONTENT: Final = ("data", "report", "marked_th", "marked_en")
