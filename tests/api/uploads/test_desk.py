"""Desk: an upload from its file to its commit, in the name of its owner, whatever happens in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.access.scope import Scope
from api.uploads import desk as desks
from api.uploads import kept as keeping
from api.uploads.committing import commit_upload
from api.uploads.desk import Desk, NoTurn
from api.uploads.kept import COMMITTED, Kept
from ledger import queries
from ledger.errors import Unusable
from tests.api.intake.folders import ACTOR
from tests.api.uploads.books import HEADER, RIGHT, a_book, held
from tests.builders import NOW

FILE = "\n".join(map(",".join, (HEADER, RIGHT))).encode()


@pytest.fixture
def desk(migrated_url: str, tmp_path: Path) -> Iterator[Desk]:
    with a_book(migrated_url, tmp_path) as journal:
        yield Desk(journal=journal, actor=ACTOR, scope=Scope(None), reference=held(journal), now=NOW)


def taken(desk: Desk, data: bytes = FILE, key: str = "k") -> Kept:
    return desk.take(data, key, "transfers.csv", "")[0]


def size(desk: Desk) -> int:
    with desk.engine.connect() as connection:
        head = queries.head(connection, desk.journal.book)
    assert head
    return head.size


def test_a_file_that_comes_again_is_not_checked_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = taken(desk)
    monkeypatch.delattr(desks, "read_upload")
    assert desk.take(FILE, "k", "transfers.csv", "") == (first, True)


def test_what_cannot_be_read_is_not_kept(desk: Desk) -> None:
    with pytest.raises(Unusable):
        taken(desk, b"number,number\n")
    with desk.engine.connect() as connection:
        assert keeping.newest(connection, desk.journal.book, ACTOR, 9) == []


def test_a_commit_that_was_not_noted_is_finished_by_asking_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process ends between the commit of the journal and the note of it."""
    kept, before = taken(desk), size(desk)

    def ends(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "note", ends)
        with pytest.raises(KeyboardInterrupt):
            desk.commit(kept)
    assert (size(desk), desk.find(kept.id)) == (before + 1, kept)
    done = desk.commit(kept)
    assert done is not None
    report = desk.report_of(done)
    assert report is not None
    assert (done.state, size(desk), report["new"], report["there"]) == (COMMITTED, before + 1, 0, 1)


def test_two_who_commit_at_once_post_once(desk: Desk) -> None:
    kept, before = taken(desk), size(desk)
    states: list[str] = []

    def commit() -> None:
        done = desk.commit(kept)
        states.append(done.state if done else "")

    threads = [threading.Thread(target=commit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (states, size(desk)) == ([COMMITTED] * 4, before + 1)


def test_an_upload_that_is_gone_is_committed_by_nobody(desk: Desk) -> None:
    kept, before = taken(desk), size(desk)
    keeping.let_go(desk.engine, kept)
    assert (desk.commit(kept), desk.check_again(kept), size(desk)) == (None, None, before)


def test_a_report_is_told_only_to_the_eyes_it_was_made_for(desk: Desk) -> None:
    kept = taken(desk)
    assert desk.report_of(kept) is not None
    assert replace(desk, scope=Scope(frozenset({"1032"}))).report_of(kept) is None


def test_what_happens_right_before_the_commit_is_told_as_wrong(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last check is that of the transaction itself."""
    kept, before = taken(desk, FILE.replace(b"10.00", b"495.00")), size(desk)
    rival = taken(desk, FILE.replace(b"TR-9", b"TR-99"), "rival")

    def overtaken(*given: object) -> object:
        monkeypatch.setattr(desks, "commit_upload", commit_upload)
        with monkeypatch.context() as patched:
            patched.setattr(desks, "_turn", threading.Lock())
            desk.commit(rival)
        return commit_upload(*given)  # type: ignore[arg-type]  # what it was given

    monkeypatch.setattr(desks, "commit_upload", overtaken)
    done = desk.commit(kept)
    assert done is not None
    report = desk.report_of(done)
    assert report is not None
    assert (done.state, [each["code"] for each in report["wrong"]]) == ("wrong", ["short"])
    assert size(desk) == before + 1


def test_who_waits_too_long_for_a_turn_is_told(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    monkeypatch.setattr(desks, "TURN_SECONDS_MAX", 0.01)
    with desks.one_at_a_time(), pytest.raises(NoTurn):
        taken(desk)
    assert taken(desk).state == "right"
