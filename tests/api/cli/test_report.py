"""Reconciling, reporting and exporting from the terminal."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.terminal import EXPECTED, PILOT, Terminal, post_file


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(f"sqlite:///{tmp_path}/book.db")
    terminal.ask("import", PILOT)
    return terminal


def test_the_pilot_reconciles_to_every_expected_table(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = terminal.ask("reconcile", "--on", "2026-03-31", "--rules", PILOT / "rules.toml", "--out", out)
    expected = sorted(path.name for path in EXPECTED.glob("*.csv"))
    assert sorted(path.name for path in out.iterdir()) == expected
    assert len(expected) == 7
    for name in expected:
        assert (out / name).read_bytes() == (EXPECTED / name).read_bytes(), name
    asked = set(tomllib.loads((PILOT / "rules.toml").read_text("utf-8"))["findings"])
    assert not set(said["not_run"]) & asked


def test_a_rule_set_without_sampling_draws_no_sample(terminal: Terminal, tmp_path: Path) -> None:
    out, rules = tmp_path / "out", tmp_path / "rules.toml"
    rules.write_text('version = "no-sample"\nvalid_from = "2025-10-01"\n', encoding="utf-8")
    terminal.ask("reconcile", "--on", "2026-03-31", "--rules", rules, "--out", out)
    assert sorted(path.name for path in out.iterdir()) == [
        "cells.csv",
        "districts.csv",
        "findings.csv",
        "matches.csv",
    ]


def test_reconciling_again_is_the_same_run_and_the_same_tables(terminal: Terminal, tmp_path: Path) -> None:
    words = ("reconcile", "--on", "2026-03-31", "--rules", PILOT / "rules.toml", "--out")
    first = terminal.ask(*words, tmp_path / "one")
    assert (first["run"], first["matches_posted"], first["matches_not_posted"]) == ("RUN-0001", 9, [])
    size = terminal.ask("balance")["size"]
    again = terminal.ask(*words, tmp_path / "two")
    assert (again["run"], again["matches_posted"]) == ("RUN-0001", 0)
    assert terminal.ask("balance")["size"] == size
    for file in (tmp_path / "one").iterdir():
        assert (tmp_path / "two" / file.name).read_bytes() == file.read_bytes(), file.name


def test_somebody_who_is_no_reconciler_gets_a_draft_and_posts_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    size = terminal.ask("balance")["size"]
    reader = Terminal(terminal.database, actor="os:reader")
    said = reader.ask("reconcile", "--on", "2026-03-31", "--out", tmp_path)
    assert (said["run"], said["matches_posted"]) == (None, 0)
    assert terminal.ask("balance")["size"] == size


def test_a_run_at_a_closed_cut_off_posts_no_match_and_says_why(terminal: Terminal, tmp_path: Path) -> None:
    closing = {"verb": "close_period", "effective_on": "2026-04-01", "through": "2026-03-31"}
    terminal.ask("post", post_file(tmp_path, closing))
    said = terminal.ask("reconcile", "--on", "2026-03-31", "--out", tmp_path / "out")
    assert said["matches_posted"] == 0
    assert {one["why"] for one in said["matches_not_posted"]} == {"period_closed"}


def test_a_rule_set_the_book_does_not_know_is_posted(terminal: Terminal, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    text = (PILOT / "rules.toml").read_text("utf-8").replace("pilot-1", "pilot-2").replace("3.00", "4.00")
    rules.write_text(text, encoding="utf-8")
    before = terminal.ask("balance")["size"]
    said = terminal.ask("reconcile", "--on", "2026-03-31", "--rules", rules, "--out", tmp_path)
    assert (said["rules"], said["size"]) == ("pilot-2", before + 1)


def test_a_report_is_the_same_bytes_each_time_and_opens(terminal: Terminal, tmp_path: Path) -> None:
    first, second = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    for file in (first, second):
        terminal.ask("report", "--on", "2026-03-31", "--rules", PILOT / "rules.toml", "--out", file)
    assert first.read_bytes() == second.read_bytes()
    assert len(load_workbook(first).sheetnames) == 32


def test_a_file_that_cannot_be_written_is_unusable_and_leaves_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    said = terminal.type("report", "--on", "2026-03-31", "--out", tmp_path / "no" / "book.xlsx", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "cannot_write")
