"""Rooms of a subject: texts in several files are read as one, and none is said twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import texts


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "en" / "pages").mkdir(parents=True)
    (tmp_path / "en" / "pages.toml").write_text('title = "Pages"\n[columns]\nno = "No."\n', encoding="utf-8")
    monkeypatch.setattr(texts, "files", lambda _: tmp_path)
    texts.table.cache_clear()
    return tmp_path / "en" / "pages"


def test_a_subject_goes_on_in_a_folder_of_its_name(home: Path) -> None:
    (home / "bank.toml").write_text('[columns]\nbank = "Bank"\n[sheets.F1]\ntab = "Bank"\n', encoding="utf-8")
    assert texts.table("pages", "en") == {
        "title": "Pages",
        "columns": {"no": "No.", "bank": "Bank"},
        "sheets": {"F1": {"tab": "Bank"}},
    }


@pytest.mark.parametrize("again", ('title = "More"\n', '[columns]\nno = "#"\n', '[title]\nth = "x"\n'))
def test_a_key_that_two_files_give_is_an_error(home: Path, again: str) -> None:
    (home / "bank.toml").write_text(again, encoding="utf-8")
    with pytest.raises(ValueError, match=r"bank\.toml says (title|no) again"):
        texts.table("pages", "en")
