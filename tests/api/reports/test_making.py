"""Reports: registered once, made again to the byte, of a run, of a day, of one unit."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.reports import MadeReport, Wish, make_report
from api.reports.kinds import KINDS
from api.statements import read
from ledger.commands import RecordReport
from ledger.errors import UnknownDocument, UnknownUnit, Unusable
from ledger.posting import Journal
from tests.api.test_runs import TODAY, pilot, rules_of, run, said, signed
from tests.reconciliation.builders import CUT_OFF
from tests.reports.workbooks import CREATED, cells


@pytest.fixture
def file(migrated_sqlite_url: str) -> Iterator[Journal]:
    made = pilot(migrated_sqlite_url)
    yield made
    made.engine.dispose()


def unsealed() -> None:
    """No key in this place."""


def made(journal: Journal, path: Path, actor: str = "asker", **wish: Any) -> MadeReport:  # noqa: ANN401 - a wish's own fields
    return make_report(journal, Wish(**{"language": "th", **wish}), path, actor, TODAY, unsealed)


def texts(path: Path, ref: str) -> list[str]:
    return [str(value) for (sheet, _), value in cells(path).items() if sheet == ref]


def test_the_report_of_a_run_is_the_same_bytes_whatever_was_said_since(file: Journal, tmp_path: Path) -> None:
    number = run(file).number
    first = made(file, tmp_path / "a.xlsx", run=number)
    said(
        file, "clerk", "reply", unit="1007", finding=first.statement.findings[0].fingerprint, text="คำชี้แจงใหม่"
    )
    again = made(file, tmp_path / "b.xlsx", run=number)
    assert (again.sha256, again.seq, again.known, first.known) == (first.sha256, first.seq, True, False)
    assert first.path.read_bytes() == again.path.read_bytes()
    fresh = made(file, tmp_path / "c.xlsx", run=number, fresh=True)
    assert fresh.sha256 != first.sha256
    assert any("คำชี้แจงใหม่" in text for text in texts(fresh.path, "C1"))
    assert made(file, tmp_path / "d.xlsx", run=number).sha256 == fresh.sha256


def test_the_register_names_the_file_by_its_digest_and_who_asked(file: Journal, tmp_path: Path) -> None:
    report = made(file, tmp_path / "a.xlsx", run=run(file).number)
    entry = read(file).entries[report.seq - 1]
    assert entry.actor == "asker"
    assert isinstance(entry.command, RecordReport)
    assert entry.command.sha256 == hashlib.sha256(report.path.read_bytes()).hexdigest()
    assert entry.command.content_digest == report.content_digest in texts(report.path, "A0")
    side = (tmp_path / "a.xlsx.sha256").read_text(encoding="utf-8")
    assert side == f"{report.sha256}  a.xlsx\n"


def test_a_days_report_is_the_same_until_something_else_is_recorded(file: Journal, tmp_path: Path) -> None:
    rules = rules_of(file)
    first = made(file, tmp_path / "a.xlsx", on=CUT_OFF, rules=rules)
    english = made(file, tmp_path / "e.xlsx", on=CUT_OFF, rules=rules, language="en")
    again = made(file, tmp_path / "b.xlsx", on=CUT_OFF, rules=rules)
    assert (again.sha256, again.known) == (first.sha256, True)
    assert english.position == first.position
    said(file, "clerk", "query", number="Q-1", unit="1007", voucher="PV-0005", text="เหตุใด")
    later = made(file, tmp_path / "c.xlsx", on=CUT_OFF, rules=rules)
    assert (later.known, later.position) == (False, read(file).head.size - 1)


def test_a_draft_says_so_and_cannot_be_signed_until_the_run_is(file: Journal, tmp_path: Path) -> None:
    draft = made(file, tmp_path / "a.xlsx", on=CUT_OFF)
    assert any("ฉบับร่างลงนามไม่ได้" in text for text in texts(draft.path, "A0"))
    final = made(file, tmp_path / "b.xlsx", run=signed(file).number)
    assert not any("ฉบับร่าง" in text for text in texts(final.path, "A0"))
    assert {"maker", "checker", "head"} <= set(texts(final.path, "A0"))


def test_a_run_carries_the_root_of_the_position_it_read(file: Journal, tmp_path: Path) -> None:
    before = read(file).head
    kept = run(file)
    report = made(file, tmp_path / "a.xlsx", run=kept.number)
    assert (report.statement.position, report.statement.root) == (before.size, before.root.hex())


def test_one_units_report_holds_nothing_of_the_others(file: Journal, tmp_path: Path) -> None:
    report = made(file, tmp_path / "a.xlsx", run=run(file).number, unit="1032")
    said_of = " ".join(text for ref in ("B1", "B2", "E1", "E2", "E3") for text in texts(report.path, ref))
    assert "ประเวศ" in said_of
    assert not any(name in said_of for name in ("ปทุมวัน", "มีนบุรี", "PV-0005"))
    assert any(text.startswith("✓ ทุกยอด") for text in texts(report.path, "A0"))


def test_the_run_after_a_signed_one_goes_on_from_it_and_agrees_with_itself(
    file: Journal, tmp_path: Path
) -> None:
    signed(file)
    later = run(file, date(2026, 6, 30))
    report = made(file, tmp_path / "a.xlsx", run=later.number)
    assert later.statement.facts.vouchers
    assert [text for text in texts(report.path, "D1") + texts(report.path, "B4") if "✗" in text] == []


def test_what_cannot_be_made_leaves_no_file_and_no_entry(file: Journal, tmp_path: Path) -> None:
    size = read(file).head.size
    for wish, refused in (
        ({"run": "RUN-0009"}, UnknownDocument),
        ({"on": CUT_OFF, "kind": "poem"}, Unusable),
        ({"on": CUT_OFF, "language": "xx"}, Unusable),
        ({"on": CUT_OFF, "unit": "9999"}, UnknownUnit),
    ):
        with pytest.raises(refused):
            made(file, tmp_path / "a.xlsx", **wish)
    assert [path.name for path in tmp_path.iterdir() if path.suffix in {".xlsx", ".sha256"}] == []
    assert read(file).head.size == size


def test_a_file_another_edition_wrote_is_not_handed_out_as_the_same(
    file: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = run(file).number
    made(file, tmp_path / "a.xlsx", run=number)
    monkeypatch.setattr("reports.book.GENERATOR", "Khlang 9.9")
    with pytest.raises(Unusable) as refused:
        made(file, tmp_path / "b.xlsx", run=number)
    assert refused.value.code == "report_differs"
    assert not (tmp_path / "b.xlsx").exists()


def test_a_refused_report_leaves_the_file_that_stood_under_its_name(
    file: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = run(file).number
    held = made(file, tmp_path / "a.xlsx", run=number).path.read_bytes()
    monkeypatch.setattr("reports.book.GENERATOR", "Khlang 9.9")
    with pytest.raises(Unusable):
        made(file, tmp_path / "a.xlsx", run=number)
    assert (tmp_path / "a.xlsx").read_bytes() == held


def test_a_report_nobody_could_record_is_not_left_lying_about(
    file: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unrecorded(*_: object) -> int:
        raise Unusable("empty_book", book="")

    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr("api.reports.making.register", unrecorded)
    with pytest.raises(Unusable):
        made(file, tmp_path / "a.xlsx", on=CUT_OFF)
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_no_file_is_not_replaced_by_a_report(file: Journal, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    with pytest.raises(Unusable) as refused:
        made(file, tmp_path / "a.xlsx", on=CUT_OFF)
    assert (refused.value.code, refused.value.facts["path"]) == ("cannot_write", str(tmp_path / "a.xlsx"))
    assert (tmp_path / "a.xlsx").is_fifo()


def test_both_databases_make_the_same_bytes_of_every_kind(
    migrated_sqlite_url: str, migrated_postgres_url: str, tmp_path: Path
) -> None:
    shas: list[dict[str, str]] = []
    for url in (migrated_sqlite_url, migrated_postgres_url):
        journal = pilot(url, lambda: CREATED)
        number = run(journal).number
        wishes: dict[str, dict[str, Any]] = {kind: {"run": number} for kind in KINDS}
        wishes["letter"] = {"on": CUT_OFF, "document": "TR-001"}
        wishes["district-paper"]["unit"] = "1032"
        shas.append(
            {kind: made(journal, tmp_path / "x", kind=kind, **wish).sha256 for kind, wish in wishes.items()}
        )
        journal.engine.dispose()
    assert shas[0] == shas[1]
    assert len(set(shas[0].values())) == len(KINDS) == 8
