"""Opening a book and posting commands from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.terminal import PILOT, Terminal, post_file

TRANSFER: dict[str, Any] = {
    "verb": "transfer",
    "key": "letter-17",
    "effective_on": "2025-11-03",
    "order_no": "OR-9",
    "legs": [
        {
            "number": "TR-900",
            "line": "2569-HOUSING-SURVEY",
            "from_unit": "DEPT",
            "to_unit": "1032",
            "amount": "1000.00",
        }
    ],
}


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(f"sqlite:///{tmp_path}/book.db")
    terminal.ask("import", PILOT)
    return terminal


def test_init_opens_a_book_and_grants_every_role_to_its_actor(tmp_path: Path) -> None:
    terminal = Terminal(f"sqlite:///{tmp_path}/new.db", actor="os:founder")
    opened = terminal.ask("init", PILOT / "book.toml")
    assert (opened["book"], opened["size"], len(opened["granted"])) == ("bma-housing-survey", 2, 13)
    assert "os:founder" in terminal.type("history", "--actor", "os:founder").out


def test_init_of_a_book_that_is_there_answers_with_the_first(tmp_path: Path) -> None:
    terminal = Terminal(f"sqlite:///{tmp_path}/new.db")
    first = terminal.ask("init", PILOT / "book.toml")
    assert terminal.ask("init", PILOT / "book.toml") == first


def test_init_by_somebody_else_is_refused(tmp_path: Path) -> None:
    Terminal(f"sqlite:///{tmp_path}/new.db").ask("init", PILOT / "book.toml")
    said = Terminal(f"sqlite:///{tmp_path}/new.db", actor="os:other").type(
        "init", PILOT / "book.toml", "--json"
    )
    assert said.code == 1
    assert said.json["error"]["code"] == "not_permitted"


def test_a_posted_command_moves_money_once_however_often_it_is_asked(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = post_file(tmp_path, TRANSFER)
    first, again = terminal.ask("post", file), terminal.ask("post", file)
    assert (first["posted"], first["replayed"]) == (1, 0)
    assert (again["posted"], again["replayed"]) == (0, 1)
    assert again["root"] == first["root"]
    held = terminal.ask("balance", "--unit", "1032", "--stage", "in_transit")["balances"]
    assert [each["balance"] for each in held] == [100000]


def test_a_command_without_key_is_known_by_its_content(terminal: Terminal, tmp_path: Path) -> None:
    keyless = {name: value for name, value in TRANSFER.items() if name != "key"}
    file = post_file(tmp_path, keyless)
    assert terminal.ask("post", file)["posted"] == 1
    assert terminal.ask("post", file)["replayed"] == 1


def test_a_refusal_leaves_with_1_and_is_kept_as_evidence(terminal: Terminal, tmp_path: Path) -> None:
    greedy = {**TRANSFER, "legs": [{**TRANSFER["legs"][0], "amount": "99999999.00"}]}
    said = terminal.type("post", post_file(tmp_path, greedy), "--json")
    assert said.code == 1
    assert [each["code"] for each in said.json["refused"]] == ["short"]
    assert said.json["refused"][0]["facts"]["has"] == "27500000"
    kept = terminal.ask("show", said.json["size"])["body"]
    assert (kept["kind"], kept["refusal"]["code"]) == ("refused", "short")


def test_a_list_with_one_unreadable_command_posts_nothing(terminal: Terminal, tmp_path: Path) -> None:
    size = terminal.ask("balance")["size"]
    wrong = {**TRANSFER, "legs": [{**TRANSFER["legs"][0], "amount": 1000.5}]}
    said = terminal.type("post", post_file(tmp_path, TRANSFER, wrong), "--json")
    assert said.code == 1
    assert [(r["index"], r["code"], r["facts"]["why"]) for r in said.json["refused"]] == [
        (1, "bad_value", "float")
    ]
    assert terminal.ask("balance")["size"] == size


def test_a_dry_run_says_what_would_happen_and_posts_nothing(terminal: Terminal, tmp_path: Path) -> None:
    size = terminal.ask("balance")["size"]
    would = terminal.ask("post", post_file(tmp_path, TRANSFER), "--dry-run")
    assert [entry["kind"] for entry in would["entries"]] == ["transfer"]
    assert terminal.ask("balance")["size"] == size


@pytest.mark.parametrize(
    "text", ("{", "[1]", '{"verb": "commit", "verb": "confirm"}', "NaN", '"x"', "[" * 100000)
)
def test_what_is_no_command_file_is_unusable(terminal: Terminal, tmp_path: Path, text: str) -> None:
    file = tmp_path / "garbled.json"
    file.write_text(text, encoding="utf-8")
    said = terminal.type("post", file, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "unreadable_file")
