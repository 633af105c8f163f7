"""Importing a folder from the terminal: what a person and a program are told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.terminal import ERA2, PILOT, PROFILE, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(f"sqlite:///{tmp_path}/book.db")


def test_the_json_of_an_import_says_posted_refused_position_and_root(terminal: Terminal) -> None:
    answer = terminal.ask("import", PILOT)
    assert (answer["posted"], answer["refused"], answer["size"]) == (147, [], 149)
    assert len(bytes.fromhex(answer["root"])) == 32


def test_importing_again_posts_nothing_new(terminal: Terminal) -> None:
    first, again = terminal.ask("import", PILOT), terminal.ask("import", PILOT)
    assert (again["posted"], again["refused"], again["root"]) == (0, [], first["root"])


def test_refusals_are_listed_with_their_place_and_the_import_is_done(terminal: Terminal) -> None:
    said = terminal.type("import", ERA2, "--profile", PROFILE, "--json")
    assert said.code == 0
    assert said.err == ""
    refused = said.json["refused"]
    assert {(each["code"], each["facts"].get("why", "")) for each in refused} == {
        ("short", ""),
        ("bad_value", "negative"),
    }
    assert all(each["file"] == "money.csv" and each["row"] > 1 for each in refused)


def test_a_dry_run_on_a_new_database_tells_and_leaves_no_book(terminal: Terminal) -> None:
    would = terminal.ask("import", PILOT, "--dry-run")
    assert (would["posted"], would["refused"], would["size"]) == (147, [], 0)
    assert terminal.type("balance", "--json").json["error"]["code"] == "which_book"
    assert terminal.ask("import", PILOT)["posted"] == 147


def test_a_file_without_a_needed_column_stops_everything(terminal: Terminal, tmp_path: Path) -> None:
    folder = shutil.copytree(PILOT, tmp_path / "pilot")
    text = (folder / "vouchers.csv").read_text("utf-8")
    (folder / "vouchers.csv").write_text(text.replace("posted_on", "when", 1), encoding="utf-8")
    said = terminal.type("import", folder, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "missing_column")
    assert said.json["error"]["facts"] == {"file": "vouchers.csv", "field": "posted_on"}
    assert terminal.type("balance", "--json").json["error"]["code"] == "which_book"


def test_a_book_opened_for_a_year_to_come_can_be_filled_today(terminal: Terminal, tmp_path: Path) -> None:
    folder = shutil.copytree(PILOT, tmp_path / "future", ignore=shutil.ignore_patterns("*.csv"))
    (folder / "book.toml").write_text((PILOT / "book.toml").read_text("utf-8"), encoding="utf-8")
    (folder / "units.csv").write_text("code,name_th\nDEPT,x\n", encoding="utf-8")
    header = "code,fiscal_year,name_th,owner_unit\n"
    (folder / "lines.csv").write_text(f"{header}2680-X,2680,x,DEPT\n", encoding="utf-8")
    assert terminal.ask("import", folder)["refused"] == []


def test_somebody_without_a_role_imports_nothing(terminal: Terminal) -> None:
    terminal.ask("init", PILOT / "book.toml")
    stranger = Terminal(terminal.database, actor="os:stranger").ask("import", PILOT)
    assert stranger["posted"] == 0
    assert {each["code"] for each in stranger["refused"]} == {"not_permitted"}


def test_a_day_of_the_wrong_era_in_one_row_of_an_order_is_named_as_such(
    terminal: Terminal, tmp_path: Path
) -> None:
    folder = shutil.copytree(PILOT, tmp_path / "pilot")
    text = (folder / "transfers.csv").read_text("utf-8")
    wrong = text.replace("TR-003,OR-2569-01,2025-10-15", "TR-003,OR-2569-01,2568-10-15")
    (folder / "transfers.csv").write_text(wrong, encoding="utf-8")
    refused = terminal.ask("import", folder)["refused"]
    first = next(each for each in refused if each["file"] == "transfers.csv")
    assert (first["row"], first["number"], first["code"]) == (4, "TR-003", "bad_value")
    assert (first["facts"]["why"], first["facts"]["hint"]) == ("buddhist_year", "2025-10-15")
