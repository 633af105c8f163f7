"""Verifying, signing and proving from the terminal."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.terminal import PILOT, Terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("KHLANG_KEY", str(tmp_path / "khlang.key"))
    terminal = Terminal(f"sqlite:///{tmp_path}/book.db")
    terminal.ask("import", PILOT)
    return terminal


def tamper(tmp_path: Path, *statements: str) -> None:
    """Change the file behind the application's back."""
    connection = sqlite3.connect(tmp_path / "book.db")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_untouched_book_verifies(terminal: Terminal) -> None:
    said = terminal.ask("verify")
    assert said["ok"] is True
    assert said["problems"] == []
    assert said["size"] == said["entries"] == 149


def test_every_request_can_be_judged_again(terminal: Terminal) -> None:
    assert terminal.ask("verify", "--deep")["ok"] is True


def test_a_checkpoint_prints_the_signed_note_and_nothing_else(terminal: Terminal) -> None:
    said = terminal.type("checkpoint")
    lines = said.out.split("\n")
    assert said.code == 0
    assert lines[1] == "149"
    assert lines[3] == ""
    assert lines[4].startswith("— ")


def test_a_held_checkpoint_stands_after_more_was_recorded(terminal: Terminal, tmp_path: Path) -> None:
    held = tmp_path / "held.txt"
    held.write_text(terminal.type("checkpoint").out, encoding="utf-8")
    rules = tmp_path / "rules.toml"
    rules.write_text('version = "later"\nvalid_from = "2025-10-01"\n', encoding="utf-8")
    terminal.ask("reconcile", "--on", "2026-03-31", "--rules", rules, "--out", tmp_path)
    assert terminal.ask("verify", "--checkpoint", held)["ok"] is True


@pytest.mark.parametrize(
    "statement",
    (
        "UPDATE line SET amount = amount + 1 WHERE seq = 100 AND no = 1",
        "UPDATE bucket SET balance = balance + 1 WHERE stage = 'available' AND unit = '1032'",
        "UPDATE entry SET actor = 'somebody else' WHERE seq = 100",
        "DELETE FROM entry WHERE seq = 149",
    ),
)
def test_what_was_changed_is_found_and_leaves_with_1(
    terminal: Terminal, tmp_path: Path, statement: str
) -> None:
    held = tmp_path / "held.txt"
    held.write_text(terminal.type("checkpoint").out, encoding="utf-8")
    tamper(tmp_path, statement)
    said = terminal.type("verify", "--checkpoint", held, "--json")
    assert (said.code, said.json["ok"]) == (1, False)
    assert {problem["code"] for problem in said.json["problems"]} - {"guard_missing"}


def test_nothing_is_posted_or_read_where_a_guard_is_missing_but_it_is_verified(
    terminal: Terminal, tmp_path: Path
) -> None:
    tamper(tmp_path)
    for words in (("balance",), ("import", PILOT)):
        assert terminal.type(*words, "--json").json["error"]["code"] == "damaged"
    said = terminal.type("verify", "--json")
    assert (said.code, {problem["code"] for problem in said.json["problems"]}) == (1, {"guard_missing"})


def test_a_proof_names_the_entry_and_carries_a_checkpoint(terminal: Terminal) -> None:
    said = terminal.type("proof", "5")
    assert said.code == 0
    assert "index 4" in said.out
    assert "\n149\n" in said.out
