"""Bundles: the way from a book in a database to an audit bundle, sealed with this place's key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import Connection, Engine, select

from api.reports.kinds import KINDS, RECONCILIATION
from api.reports.making import MadeReport, Wish, ask, settle
from api.reports.register import Order
from api.reports.subject import Subject
from ledger import queries
from ledger.checkpoints import make_checkpoint
from ledger.collector import uncollected
from ledger.errors import Unusable
from ledger.posting import Journal
from ledger.seal import parse_checkpoint
from ledger.signing import NoteInvalid, SigningKey, verify_note
from ledger.tables import checkpoint
from ledger.wall import about
from reports.exports.bundle import Scope, Sealed, write_bundle

KIND: Final = "audit-bundle"


def make_bundle(  # noqa: PLR0913, PLR0917 - what is asked for, by whom, when, and what seals it
    journal: Journal, wish: Wish, key: SigningKey, origin: str, out: Path, actor: str, today: date
) -> tuple[MadeReport, dict[str, Any]]:
    """Sign where the book stands, write the bundle and register it; returns that, and the manifest.

    Asked for again, the bundle comes out with the same bytes as long as the register says so. Raises
    Unusable (`empty_book`, `unknown_language`, `cannot_write`) and Damaged: a book that does not verify
    gets no signature.
    """
    manifest: dict[str, Any] = {}

    def write(subject: Subject, order: Order, path: Path) -> str:
        manifest.update(_write(journal, subject, order, key, path))
        return str(manifest["content_digest"])

    with uncollected():
        asked = ask(
            journal,
            replace(wish, kind=KIND),
            lambda: make_checkpoint(journal.engine, journal.book, key, origin),
        )
        return settle(journal, asked, write, out, actor, today), manifest


def _write(journal: Journal, subject: Subject, order: Order, key: SigningKey, out: Path) -> dict[str, Any]:
    entries = subject.reading.entries[: subject.statement.position]
    try:
        with TemporaryDirectory(prefix=".khlang-", dir=out.parent) as folder:
            file = Path(folder) / "workbook.xlsx"
            digest = KINDS[RECONCILIATION](subject, replace(order, kind=RECONCILIATION), file)
            scope = Scope(workbook=file, content_digest=digest, run=order.run, language=order.language)
            sealed = _sealed(journal, key, subject.checkpoint)
            return write_bundle(subject.statement, out, entries=entries, sealed=sealed, scope=scope)
    except OSError as error:
        raise Unusable("cannot_write", path=out, reason=error.strerror or str(error)) from error


def _sealed(journal: Journal, key: SigningKey, note: str) -> Sealed:
    """The journal up to a checkpoint; of earlier ones those that this key signed."""
    size = parse_checkpoint(verify_note(note, [key.verifier])).size
    engine, book = journal.engine, journal.book
    with engine.connect() as connection:
        earlier = [one for one in _kept(connection, book, size) if _is_own(one, key)]
    return Sealed(size=size, bodies=lambda: _Bodies(engine, book, size), notes=(*earlier, note), key=key)


def _kept(connection: Connection, book: str, size: int) -> list[str]:
    """The notes kept of fewer than `size` entries, oldest first."""
    about(connection, book)
    c = checkpoint.c
    query = select(c.note).where(c.book == book, c.size < size).order_by(c.size)
    return [str(note) for note in connection.execute(query).scalars()]


def _is_own(note: str, key: SigningKey) -> bool:
    try:
        verify_note(note, [key.verifier])
    except NoteInvalid:
        return False
    return True


class _Bodies:
    """The attested bytes of a book's first entries, read anew from the database each time."""

    def __init__(self, engine: Engine, book: str, size: int) -> None:
        self._where = engine, book, size

    def __iter__(self) -> Any:  # noqa: ANN401 - an iterator of bytes that closes its connection
        engine, book, size = self._where
        with engine.connect() as connection:
            yield from queries.bodies(connection, book, 1, size)
