"""Bundles of a book in a database: the same bytes on both kinds, sealed, and checked without it."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.bundles import make_bundle
from api.reports import MadeReport, Wish
from api.statements import adopt, read
from ledger.checkpoints import make_checkpoint
from ledger.commands import RecordReport
from ledger.errors import Unusable
from ledger.posting import Journal
from tests.builders import BOOK, NOW, a_request, a_voucher
from tests.databases import migrate
from tests.faults.books import opened
from tests.faults.sealed import KEY, ORIGIN, a_history, post_history
from tests.reports.bundles import files_of, wrong_with

ON = date(2025, 11, 30)


def written(url: str, path: Path) -> Path:
    with opened(url) as engine:
        migrate(engine)
        post_history(engine, a_history(vouchers=20))
        made(Journal(engine, BOOK, lambda: NOW), path)
    return path


def made(
    journal: Journal,
    path: Path,
    language: str = "th",
    **wish: Any,  # noqa: ANN401 - a wish's own fields
) -> tuple[MadeReport, dict[str, Any]]:
    asked = Wish(language=language, on=ON, **wish)
    return make_bundle(journal, asked, KEY, ORIGIN, path, "head", NOW.date())


def test_both_databases_make_the_same_bytes(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    one, other = written(sqlite_url, tmp_path / "s.zip"), written(postgres_url, tmp_path / "p.zip")
    assert wrong_with(one, KEY.verifier.text) == {}
    assert one.read_bytes() == other.read_bytes()


def test_making_it_again_is_the_same_bytes_and_is_registered_once(sqlite_url: str, tmp_path: Path) -> None:
    first = written(sqlite_url, tmp_path / "a.zip")
    with opened(sqlite_url) as engine:
        journal = Journal(engine, BOOK, lambda: NOW)
        again, _ = made(journal, tmp_path / "b.zip")
        assert again.known
        assert first.read_bytes() == (tmp_path / "b.zip").read_bytes()
        entry = read(journal).entries[again.seq - 1]
    assert (entry.kind, entry.actor) == ("record_report", "head")
    assert isinstance(entry.command, RecordReport)
    assert entry.command.sha256 == hashlib.sha256(first.read_bytes()).hexdigest()


def test_a_later_bundle_brings_earlier_checkpoints_along(sqlite_url: str, tmp_path: Path) -> None:
    written(sqlite_url, tmp_path / "a.zip")
    with opened(sqlite_url) as engine:
        journal = Journal(engine, BOOK, lambda: NOW)
        note = make_checkpoint(engine, BOOK, KEY, ORIGIN)
        assert journal.post(a_request(a_voucher("more"), "more"), "spender").refusal is None
        made(journal, tmp_path / "c.zip", "en")
    assert note in files_of(tmp_path / "c.zip")["checkpoints.txt"].decode()
    assert wrong_with(tmp_path / "c.zip", KEY.verifier.text, {"held": note}) == {}


def test_what_cannot_be_made_is_refused_by_code_and_leaves_no_file(sqlite_url: str, tmp_path: Path) -> None:
    written(sqlite_url, tmp_path / "a.zip")
    with opened(sqlite_url) as engine:
        journal = Journal(engine, BOOK, lambda: NOW)
        for out, lang, code in (
            (tmp_path / "no" / "b.zip", "th", "cannot_write"),
            (tmp_path / "b.zip", "xx", "unknown_language"),
        ):
            with pytest.raises(Unusable) as raised:
                made(journal, out, lang)
            assert raised.value.code == code
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".zip") == ["a.zip"]


def test_a_rule_set_of_a_file_is_named_in_the_manifest(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text('version = "mine"\nvalid_from = "2025-10-01"\n', encoding="utf-8")
    written(sqlite_url, tmp_path / "a.zip")
    with opened(sqlite_url) as engine:
        journal = Journal(engine, BOOK, lambda: NOW)
        chosen = adopt(journal, tmp_path / "rules.toml", "head")
        _, told = made(journal, tmp_path / "b.zip", rules=chosen)
    assert told["rules"]["version"] == "mine"
    assert wrong_with(tmp_path / "b.zip") == {}
