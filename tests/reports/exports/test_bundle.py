"""An audit bundle verifies whatever the book holds, is the same bytes each time, and keeps texts as texts."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from ledger.commands import OpenBook
from ledger.errors import Unusable
from reports.exports.bundle import Scope, Sealed, write_bundle
from reports.exports.guarded import unguarded
from tests.reconciliation.builders import Book, a_book, funded, pay, survey
from tests.reconciliation.everything import a_book_of_everything
from tests.reconciliation.programmes import FIRST, carried_out, days, programmes
from tests.reports.bundles import KEY, bundled, files_of, note_at, wrong_with
from tests.reports.workbooks import pilot

HOSTILE = (
    '=HYPERLINK("x","y")',
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-1+1",
    "'quoted",
    "a\nb\tc;=1",
    "ก่ำ ปู่ ฏุ",
    "\U0001f600" * 10,
    "ก" * 30_000,
    "_x0041_",
)


def rows_of(path: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files_of(path)[name].decode("utf-8-sig"), newline="")))


def verified(book: Book, folder: Path, on: str = "2026-09-30", **told: Any) -> dict[str, str]:  # noqa: ANN401 - bundled's own
    return wrong_with(bundled(book, book.statement(on), folder, **told))


@pytest.mark.parametrize("lang", ("th", "en"))
def test_the_pilot_verifies(tmp_path: Path, lang: str) -> None:
    assert wrong_with(bundled(*pilot(), tmp_path, lang=lang)) == {}


@pytest.mark.parametrize("on", ("2025-10-01", "2026-02-05", "2026-09-30"))
def test_a_book_of_everything_verifies_at_any_cut_off(tmp_path: Path, on: str) -> None:
    assert verified(a_book_of_everything(), tmp_path, on) == {}


def test_registers_that_go_on_in_further_sheets_verify(tmp_path: Path) -> None:
    assert wrong_with(bundled(*pilot(), tmp_path, rows_max=7)) == {}


def test_a_book_without_documents_verifies(tmp_path: Path) -> None:
    assert verified(a_book(), tmp_path) == {}


def test_a_book_that_was_only_opened_verifies(tmp_path: Path) -> None:
    assert verified(Book(OpenBook(id="b", name_th="ทดสอบ", currency="USD", centre="HQ")), tmp_path) == {}


def test_a_book_in_dollars_verifies_and_says_what_its_money_is(tmp_path: Path) -> None:
    book = funded(book=a_book("USD"))
    pay(book, "2026-01-05", "P-1", "12.34")
    path = bundled(book, book.statement(), tmp_path, lang="en")
    assert wrong_with(path) == {}
    assert json.loads(files_of(path)["manifest.json"])["minor_unit"] == "cent"


def test_entries_that_came_after_the_statement_are_proved_and_stand_in_no_register(tmp_path: Path) -> None:
    book = funded()
    statement = book.statement()
    pay(book, "2026-01-05", "LATE", "1.00")
    path = bundled(book, statement, tmp_path, extra=1)
    assert wrong_with(path) == {}
    assert rows_of(path, "vouchers.csv") == []
    assert len(files_of(path)["entries.jsonl"].splitlines()) == len(book.entries)


@settings(max_examples=10)
@given(programmes, days)
def test_a_random_programme_verifies(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    book = carried_out(chosen).book
    on = max(on, FIRST + timedelta(days=20))
    assert verified(book, tmp_path_factory.mktemp("programme"), on.isoformat()) == {}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_wrote_stays_text_and_is_read_back_exactly(tmp_path: Path, text: str) -> None:
    book = funded()
    survey(book, "2026-01-10", "L-1", 1)
    pay(book, "2026-01-12", "P-1", "1.00", dika_no=text, made_by="=maker")
    path = bundled(book, book.statement(), tmp_path)
    assert wrong_with(path) == {}
    told = rows_of(path, "vouchers.csv")[0]["dika_no"]
    assert unguarded(told) == text
    assert told.lstrip()[:1] not in {"=", "+", "-", "@"}
    assert rows_of(path, "vouchers.csv")[0]["made_by"] == "'=maker"


def test_amounts_are_bare_numbers_and_the_manifest_holds_their_sums(tmp_path: Path) -> None:
    path = bundled(*pilot(), tmp_path)
    manifest = json.loads(files_of(path)["manifest.json"])
    told = {one["name"]: one for one in manifest["files"]}
    rows = rows_of(path, "vouchers.csv")
    assert told["vouchers.csv"]["sums"]["amount"] == str(sum(int(row["amount"]) for row in rows))
    assert told["vouchers.csv"]["rows"] == len(rows)
    assert files_of(path)["vouchers.csv"].startswith(b"\xef\xbb\xbf")


_MAKE = """
import sys
from pathlib import Path
from tests.reports.bundles import bundled
from tests.reports.workbooks import pilot
sys.stdout.write(str(bundled(*pilot(), Path(sys.argv[1]))))
"""


def test_another_hash_seed_and_time_zone_make_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for seed, zone in (("1", "Asia/Bangkok"), ("77", "America/Los_Angeles")):
        folder = tmp_path / seed
        folder.mkdir()
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(Path(__file__).parents[3])}
        subprocess.run(
            [sys.executable, "-c", _MAKE, str(folder)],
            env=env,
            check=True,
            timeout=120,
            cwd=env["PYTHONPATH"],
        )
        made.append((folder / "bundle.zip").read_bytes())
    assert made[0] == made[1]


def test_a_disk_that_does_not_take_it_leaves_nothing(tmp_path: Path) -> None:
    book, statement = pilot()
    (tmp_path / "book.xlsx").write_bytes(b"x")
    sealed = Sealed(size=1, bodies=lambda: [book.entries[0].body()], notes=(note_at(book, 1),), key=KEY)
    scope = Scope(workbook=tmp_path / "gone.xlsx", content_digest="")
    with pytest.raises(Unusable, match="cannot_write"):
        write_bundle(statement, tmp_path / "a.zip", entries=book.entries, sealed=sealed, scope=scope)
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
