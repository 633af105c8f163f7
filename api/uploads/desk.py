"""Desk: where an upload is checked, kept and committed, in the name of its owner and by what they may see."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from api.access.scope import Scope
from api.uploads import kept as keeping
from api.uploads.checking import Checked, Tell, check_upload, told_whole
from api.uploads.committing import commit_upload
from api.uploads.kept import COMMITTED, Kept, Result, units_text
from api.uploads.marked import marked_copy
from api.uploads.preview import Report, of_check, of_commit, packed, unpacked
from api.uploads.reading import read_upload
from ledger.entries import timestamp
from ledger.posting import Journal
from ledger.rules import Reference
from ledger.texts import LANGUAGES

TURN_SECONDS_MAX: Final = 30
_turn: Final = threading.Lock()


class NoTurn(Exception):  # noqa: N818 - a state of the desk, told as a problem by the edge
    """Too many uploads wait for their turn in this process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A book, who uploads to it, and what they may see: units, reference, of refusals what `tell` leaves."""

    journal: Journal
    actor: str
    scope: Scope
    reference: Reference
    now: datetime
    tell: Tell = told_whole

    @property
    def engine(self) -> Engine:
        """The database of the book."""
        return self.journal.engine

    @property
    def units(self) -> str:
        """Whose units are seen, as a kept upload says it."""
        return units_text(self.scope.units)

    def find(self, id_: str) -> Kept | None:
        """An upload of this owner, if it is there."""
        with self.engine.connect() as connection:
            return keeping.found(connection, self.journal.book, self.actor, id_)

    def take(self, data: bytes, key: str, file: str, called: str) -> tuple[Kept, bool]:
        """Check a file and keep it; whether it was there already, under the same key.

        Raises Unusable (what `read_upload` raises: then nothing is kept), OtherFile, TooManyWaiting, NoTurn.
        """
        keeping.sweep(self.engine, self.journal.book, self.now)
        mine = self._entered(key, file, called, hashlib.sha256(data).hexdigest())
        there = self.find(mine.id)
        if there is not None:
            return keeping.same_or_refused(there, mine.sha256, file, called), True
        with one_at_a_time():
            result = self._result(self._checked(mine, data))
        return keeping.enter(self.engine, replace(mine, state=result.state), data, result), False

    def check_again(self, kept: Kept) -> Kept | None:
        """Check a kept upload anew, as the book and what its owner may see stand now."""
        with one_at_a_time():
            data = self._data(kept)
            result = self._result(self._checked(kept, data)) if data else None
        return keeping.note(self.engine, kept, result, self.now) if result else self.find(kept.id)

    def commit(self, kept: Kept) -> Kept | None:
        """Post all of an upload or nothing; `state` is `committed`, or `wrong` with what is wrong now."""
        with one_at_a_time():
            data = self._data(kept)
            if not data:  # somebody with the same token was faster
                return self.find(kept.id)
            checked = self._checked(kept, data)
            result = self._committed(checked) if checked.right else self._result(checked)
        return keeping.note(self.engine, kept, result, self.now)

    def report_of(self, kept: Kept) -> Report | None:
        """What is known of an upload; None when it was checked for eyes that saw other units than now."""
        if kept.units != self.units:
            return None
        with self.engine.connect() as connection:
            return unpacked(keeping.content(connection, kept, "report"))

    def _entered(self, key: str, file: str, called: str, sha256: str) -> Kept:
        book, at = self.journal.book, timestamp(self.now)
        return Kept(
            id=keeping.id_of(book, self.actor, key), book=book, actor=self.actor, key=key, file=file,
            called=called, sha256=sha256, asked_at=at, state="", checked_at=at, committed_at="",
            units=self.units,
        )  # fmt: skip

    def _data(self, kept: Kept) -> bytes:
        with self.engine.connect() as connection:
            return keeping.content(connection, kept, "data")

    def _checked(self, kept: Kept, data: bytes) -> Checked:
        upload = read_upload(data, kept.file, kept.called)
        return check_upload(self.journal, upload, self.actor, self.reference, self.tell)

    def _committed(self, checked: Checked) -> Result:
        committed = commit_upload(self.journal, checked, self.actor, self.reference, self.tell)
        if not committed.done:
            return self._result(committed.checked)
        return Result(COMMITTED, self.units, packed(of_commit(committed, self.scope)), {})

    def _result(self, checked: Checked) -> Result:
        """What a check leaves: its report, and where something is wrong the copy that shows it."""
        marked = {} if checked.right else {each: marked_copy(checked, each) for each in LANGUAGES}
        state = "right" if checked.right else "wrong"
        return Result(state, self.units, packed(of_check(checked, self.scope)), marked)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A turn to read an upload, which takes memory; raises NoTurn."""
    if not _turn.acquire(timeout=TURN_SECONDS_MAX):
        raise NoTurn
    try:
        yield
    finally:
        _turn.release()
