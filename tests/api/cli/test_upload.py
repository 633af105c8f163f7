"""Templates and uploads from the terminal: what a person and a program are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from api.uploads.committing import commit_upload
from tests.terminal import PILOT, Terminal

HEADER = "number,date,line,from,to,amount"
ROW = "TR-901,2025-10-15,2569-HOUSING-SURVEY,DEPT,1032,1.00"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(f"sqlite:///{tmp_path}/book.db")
    terminal.ask("import", PILOT)
    return terminal


def transfers(at: Path, *rows: str) -> Path:
    at.mkdir(exist_ok=True)
    file = at / "transfers.csv"
    file.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return file


def test_a_template_is_filled_in_and_uploaded(terminal: Terminal, tmp_path: Path) -> None:
    template, filled = tmp_path / "blank.xlsx", tmp_path / "filled.xlsx"
    assert terminal.ask("template", "transfer", "--out", template)["tables"] == ["transfers"]
    book = load_workbook(template)
    for at, text in enumerate(ROW.split(","), 1):
        book["transfers"].cell(3, at).value = text
    book.save(filled)
    assert terminal.ask("upload", filled, "--check")["right"] is True
    first, again = terminal.ask("upload", filled), terminal.ask("upload", filled)
    assert (first["posted"], [row["became"] for row in first["rows"]]) == (1, ["posted"])
    assert (again["posted"], [row["became"] for row in again["rows"]]) == (0, ["already_there"])


def test_a_check_posts_nothing_and_shows_what_would_be(terminal: Terminal, tmp_path: Path) -> None:
    file = transfers(tmp_path, ROW)
    assert [row["number"] for row in terminal.ask("upload", file, "--check")["preview"]] == ["TR-901"]
    assert terminal.ask("upload", file, "--check")["preview"][0]["already_there"] is False


def test_a_wrong_upload_leaves_with_one_and_its_marked_copy(terminal: Terminal, tmp_path: Path) -> None:
    file, marked = (
        transfers(tmp_path, ROW, ROW.replace("2025", "2568").replace("901", "902")),
        tmp_path / "m.xlsx",
    )
    said = terminal.type("upload", file, "--marked", marked, "--json")
    assert (said.code, [each["cell"] for each in said.json["wrong"]]) == (1, ["B3"])
    assert "2025-10-15" in load_workbook(marked)["transfers"]["G3"].value
    assert terminal.ask("upload", transfers(tmp_path, ROW), "--check")["preview"][0]["already_there"] is False


def test_what_is_refused_after_all_is_told_and_nothing_is_posted(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else was faster, between the check and the commit."""
    file = transfers(tmp_path, ROW, ROW.replace("901", "902"))
    rival = transfers(tmp_path / "rival", ROW.replace("901", "902").replace("1.00", "2.00"))

    def overtaken(*given: Any) -> Any:  # noqa: ANN401 - what a commit takes and gives
        monkeypatch.setattr("api.cli.upload.commit_upload", commit_upload)
        assert terminal.ask("upload", rival)["posted"] == 1
        return commit_upload(*given)

    monkeypatch.setattr("api.cli.upload.commit_upload", overtaken)
    said = terminal.type("upload", file, "--json")
    assert (said.code, said.json["posted"]) == (1, 0)
    assert [row["became"] for row in said.json["rows"]] == ["not_posted", "refused"]
    assert [(each["cell"], each["code"]) for each in said.json["wrong"]] == [("A3", "number_used")]
    assert terminal.ask("upload", transfers(tmp_path, ROW), "--check")["preview"][0]["already_there"] is False


def test_a_person_is_told_in_both_languages(terminal: Terminal, tmp_path: Path) -> None:
    wrong = terminal.type("upload", transfers(tmp_path, ROW.replace("1.00", "1e3")))
    assert "transfers!F2 [bad_value]" in wrong.out
    assert "พบข้อผิดพลาด 1 จุด" in wrong.out
    assert "has 1 errors; nothing was recorded" in wrong.out
    right = terminal.type("upload", transfers(tmp_path, ROW))
    assert "transfers!2  transfer  TR-901  posted" in right.out


@pytest.mark.parametrize(
    ("words", "code"),
    (
        (("upload", "nothing.csv"), "missing_file"),
        (("template", "nothing", "--out", "x.xlsx"), "unknown_table"),
        (("template", "--out", "x.csv"), "one_table"),
        (("template", "units", "--out", "no/such/folder.csv"), "cannot_write"),
    ),
)
def test_what_is_of_no_use_leaves_with_two(terminal: Terminal, words: tuple[str, ...], code: str) -> None:
    said = terminal.type(*words, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, code)


def test_a_file_is_not_read_beyond_what_an_upload_may_hold(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "transfers.csv"
    with file.open("wb") as opened:
        opened.truncate(10**10)
    said = terminal.type("upload", file, "--json")
    assert (said.code, said.json["error"]["facts"]["why"]) == (2, "too_large")
