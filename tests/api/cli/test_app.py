"""Refusals and unusable input reach a person in two languages and a program as one document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.terminal import PILOT, Terminal, post_file


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(f"sqlite:///{tmp_path}/book.db")


@pytest.mark.parametrize(
    ("words", "code"),
    (
        (("balance",), "no_database"),
        (("import", "nowhere"), "missing_file"),
        (("init", "nowhere.toml"), "missing_file"),
        (("--database", "mysql://x/y", "import", str(PILOT)), "unknown_database"),
        (("--database", "not a url", "balance"), "unknown_database"),
    ),
)
def test_unusable_input_leaves_with_2_a_code_and_both_languages(
    terminal: Terminal, words: tuple[str, ...], code: str
) -> None:
    said = terminal.type(*words)
    assert said.code == 2
    assert said.out == ""
    lines = [line for line in said.err.splitlines() if line.startswith(f"[{code}]")]
    assert len(lines) == 2
    assert lines[0] != lines[1]
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in lines[0])


def test_nothing_that_stands_in_a_file_commands_the_terminal(terminal: Terminal, tmp_path: Path) -> None:
    terminal.ask("import", PILOT)
    said = terminal.type("post", post_file(tmp_path, {"verb": "\x1b]0;x\x07\u202eno", "key": "k"}))
    assert said.code == 1
    assert "\N{REPLACEMENT CHARACTER}]0;x" in said.out
    assert not {"\x1b", "\x07", "\u202e"} & set(said.out + said.err)


def test_json_answers_errors_as_one_document_and_nothing_else(terminal: Terminal) -> None:
    said = terminal.type("balance", "--json")
    assert (said.code, said.err) == (2, "")
    assert said.json["error"]["code"] == "no_database"
    assert set(said.json["error"]) == {"code", "facts", "th", "en"}


def test_common_options_stand_before_or_after_the_command(terminal: Terminal) -> None:
    terminal.ask("import", PILOT)
    before, after = terminal.type("--json", "balance"), terminal.type("balance", "--json")
    assert json.loads(before.out) == json.loads(after.out)


def test_a_buddhist_year_on_the_command_line_is_unusable_and_hints_at_the_day(terminal: Terminal) -> None:
    terminal.ask("import", PILOT)
    said = terminal.type("balance", "--on", "2569-03-31", "--json")
    assert said.code == 2
    assert said.json["error"]["facts"]["why"] == "buddhist_year"
    assert said.json["error"]["facts"]["hint"] == "2026-03-31"


def test_two_books_in_one_place_must_be_told_apart(terminal: Terminal, tmp_path: Path) -> None:
    terminal.ask("import", PILOT)
    other = tmp_path / "book.toml"
    other.write_text('[book]\nid = "other"\nname_th = "อื่น"\ncurrency = "THB"\ncentre = "DEPT"\n', "utf-8")
    terminal.ask("init", other)
    said = terminal.type("balance", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "which_book")
    assert terminal.ask("balance", "--book", "other")["balances"] == []
