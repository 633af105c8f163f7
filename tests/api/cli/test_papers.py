"""Papers from the terminal: a unit's statement, a transfer's letter, a run's signing sheet."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.terminal import PILOT, Terminal, post_file

RULES = PILOT / "rules.toml"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(f"sqlite:///{tmp_path}/book.db")
    terminal.ask("import", PILOT)
    return terminal


def text_of(file: Path) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(file).pages).split())


def test_a_unit_gets_its_statement(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "x.pdf"
    words = ("district-statement", "--unit", "1032", "--on", "2026-03-31", "--rules", RULES)
    said = terminal.ask(*words, "--out", file)
    assert said["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert said["root"] in text_of(file)
    assert "(หนึ่งล้านสี่แสนบาทถ้วน)" in text_of(file)
    assert terminal.ask(*words, "--out", tmp_path / "y.pdf")["sha256"] == said["sha256"]


def test_a_transfer_gets_its_letter_in_either_language(terminal: Terminal, tmp_path: Path) -> None:
    for lang, expected in (("th", "ขอแสดงความนับถือ"), ("en", "Yoursfaithfully,")):
        file = tmp_path / f"{lang}.pdf"
        terminal.ask("letter", "TR-001", "--on", "2026-03-31", "--out", file, "--lang", lang)
        assert expected in text_of(file)


def test_a_run_gets_its_signing_sheet_with_the_root_of_its_own_position(
    terminal: Terminal, tmp_path: Path
) -> None:
    root = terminal.ask("balance")["root"]
    terminal.ask("reconcile", "--on", "2026-03-31", "--out", tmp_path / "out")
    said = terminal.ask("signing-sheet", "RUN-0001", "--out", tmp_path / "x.pdf")
    assert said["root"] == root != terminal.ask("balance")["root"]
    assert "RUN-0001" in text_of(tmp_path / "x.pdf")
    assert "ฉบับร่าง" in text_of(tmp_path / "x.pdf")
    closing = {"verb": "close_period", "effective_on": "2026-04-01", "through": "2026-03-31"}
    terminal.ask("post", post_file(tmp_path, closing))
    terminal.ask("signing-sheet", "RUN-0001", "--out", tmp_path / "y.pdf")
    assert "ฉบับร่าง" not in text_of(tmp_path / "y.pdf")


@pytest.mark.parametrize(
    ("words", "code"),
    (
        (("letter", "TR-999", "--on", "2026-03-31"), "unknown_transfer"),
        (("letter", "TR-001", "--on", "2025-10-01"), "unknown_transfer"),
        (("district-statement", "--unit", "9999", "--on", "2026-03-31"), "unknown_unit"),
        (("signing-sheet", "RUN-0009"), "unknown_document"),
    ),
)
def test_what_is_not_there_is_refused_and_writes_nothing(
    words: tuple[str, ...], code: str, terminal: Terminal, tmp_path: Path
) -> None:
    said = terminal.type(*words, "--out", tmp_path / "x.pdf", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, code)
    assert not (tmp_path / "x.pdf").exists()


def test_a_folder_that_is_not_there_is_told(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "no" / "x.pdf"
    said = terminal.type("letter", "TR-001", "--on", "2026-03-31", "--out", out, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "cannot_write")
