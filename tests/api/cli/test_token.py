"""khlang token: made once, listed without its text, taken back for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import PILOT, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    made = Terminal(f"sqlite:///{tmp_path}/book.db")
    made.ask("import", PILOT)
    return made


def test_a_token_is_shown_once_and_listed_without_its_text(terminal: Terminal) -> None:
    made = terminal.ask("token", "create", "auditor", "--days", "30", "--label", "สตง.", "--read-only")
    assert made["token"].startswith(f"khl_{made['id']}_")
    listed = terminal.type("token", "list", "--json")
    assert made["token"].split("_", 2)[2] not in listed.out
    (row,) = listed.json["tokens"]
    assert (row["actor"], row["label"], row["reads_only"], row["state"]) == ("auditor", "สตง.", True, "valid")
    assert (row["id"], row["created_by"]) == (made["id"], "os:tester")


def test_a_token_taken_back_stays_so(terminal: Terminal) -> None:
    made = terminal.ask("token", "create", "auditor")
    terminal.ask("token", "revoke", made["id"])
    (row,) = terminal.ask("token", "list")["tokens"]
    assert row["state"] == "revoked"


def test_what_is_no_token_is_told_in_both_languages(terminal: Terminal) -> None:
    said = terminal.type("token", "revoke", "0000000000000000", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "unknown_token")
    assert "0000000000000000" in said.json["error"]["en"]


def test_a_person_reads_the_token_and_that_it_is_not_shown_again(terminal: Terminal) -> None:
    said = terminal.type("token", "create", "auditor")
    assert said.out.startswith("khl_")
    assert "จดไว้เดี๋ยวนี้" in said.out
    assert "khl_" not in terminal.type("token", "list").out


@pytest.mark.parametrize(
    "words", (("token", "create", "x", "--days", "0"), ("token", "create", "x", "--days", "400"))
)
def test_a_token_ends_within_a_year(terminal: Terminal, words: tuple[str, ...]) -> None:
    assert terminal.type(*words).code == 2
    assert terminal.ask("token", "list")["tokens"] == []
