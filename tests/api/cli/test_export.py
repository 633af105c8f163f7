"""Exporting from the terminal: plain-text journals, an audit bundle that checks itself, open data."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from errno import ENOSPC
from pathlib import Path

import pytest

from tests.terminal import PILOT, Terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("KHLANG_KEY", str(tmp_path / "khlang.key"))
    terminal = Terminal(f"sqlite:///{tmp_path}/book.db")
    terminal.ask("import", PILOT)
    return terminal


@pytest.mark.parametrize("kind", ("hledger", "beancount"))
def test_an_export_is_the_whole_book_on_stdout(terminal: Terminal, kind: str) -> None:
    said = terminal.type("export", kind)
    assert said.code == 0
    assert "available" in said.out.lower()


@pytest.mark.parametrize("before", ("", "the last export\n"))
def test_a_disk_that_fills_up_leaves_what_was_there(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    def filling(*_: object) -> Iterator[str]:
        yield "half a journal\n"
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    monkeypatch.setattr("api.cli.export.hledger_journal", filling)
    folder = tmp_path / "exports"
    folder.mkdir()
    if before:
        (folder / "book.journal").write_text(before, encoding="utf-8")
    said = terminal.type("export", "hledger", "--out", folder / "book.journal")
    assert (said.code, "cannot_write" in said.err) == (2, True)
    assert [file.read_text("utf-8") for file in folder.iterdir()] == [before][: bool(before)]


def test_json_of_an_export_needs_a_file(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.type("export", "hledger", "--json").code == 2
    answer = terminal.ask("export", "hledger", "--out", tmp_path / "book.journal")
    written = (tmp_path / "book.journal").read_text("utf-8")
    assert f"position {answer['size']}, root {answer['root']}" in written
    assert written == terminal.type("export", "hledger").out


def test_an_audit_bundle_is_checked_by_the_program_inside_it_with_what_the_auditor_held(
    terminal: Terminal, tmp_path: Path
) -> None:
    held = tmp_path / "held.txt"
    held.write_text(terminal.type("checkpoint").out, encoding="utf-8")
    out, rules = tmp_path / "bundle.zip", PILOT / "rules.toml"
    answer = terminal.ask("export", "audit-bundle", "--on", "2026-03-31", "--rules", rules, "--out", out)
    with zipfile.ZipFile(out) as bundle:
        bundle.extractall(tmp_path / "unpacked")
    program = tmp_path / "unpacked" / "verify_khlang.py"
    for given in ([str(out)], []):  # without a name it checks the folder it stands in
        words = [
            sys.executable,
            "-I",
            str(program),
            *given,
            "--key",
            answer["verifier"],
            "--checkpoint",
            str(held),
        ]
        said = subprocess.run(
            words, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
        )
        assert said.returncode == 0, said
        assert "checked with the key you hold" in said.stdout


def test_a_bundle_that_cannot_be_written_is_unusable(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "no" / "bundle.zip"
    said = terminal.type("export", "audit-bundle", "--on", "2026-03-31", "--out", out, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "cannot_write")


def test_open_data_says_how_much_it_left_out(terminal: Terminal, tmp_path: Path) -> None:
    words = ("export", "open-data", "--on", "2026-03-31", "--out", tmp_path / "open.zip")
    few, none = terminal.ask(*words), terminal.ask(*words, "--threshold", 1)
    assert few["rows"] == none["rows"]
    assert few["suppressed"] > none["suppressed"] == 0
    assert (
        terminal.type("export", "open-data", "--on", "2026-03-31", "--out", tmp_path / "no" / "o.zip").code
        == 2
    )
