"""Folders and books as tests need them: written in one line, imported in another."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import api.demo
import api.intake
from api.intake.folder import Intake, read_folder
from api.intake.held import held_by
from api.intake.report import Report, import_folder
from ledger.commands import GrantRole
from ledger.commands.reference import ROLES
from ledger.databases import open_engine
from ledger.entries import Request
from ledger.posting import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator

DEMO = Path(api.demo.__file__ or "").parent / "data"
PILOT = DEMO / "pilot"
ERA2 = DEMO / "era2"
ERA2_PROFILE = Path(api.intake.__file__ or "").parent / "profiles" / "era2.toml"
EVERY_VERB = Path(__file__).parent / "data" / "every_verb"
ACTOR = "importer"

BOOK = '[book]\nid = "test"\nname_th = "ทดสอบ"\ncurrency = "THB"\ncentre = "DEPT"\n'
SMALL = {
    "book.toml": BOOK,
    "units.csv": "code,name_th,parent\nDEPT,สำนัก,\n1032,ประเวศ,DEPT\n1007,ปทุมวัน,DEPT\n",
    "lines.csv": "code,fiscal_year,name_th,owner_unit\nL69,2569,รายการ,DEPT\n",
    "activities.csv": "code,name_th,measure,basis\nHH,ครัวเรือน,household,unit_rate\nOH,ร่วม,,overhead\n",
    "appropriations.csv": "number,date,line,amount,authority\nAP-1,2025-10-01,L69,1000.00,ข้อบัญญัติ\n",
    "transfers.csv": (
        "number,order_no,date,line,from,to,amount\nTR-1,OR-1,2025-10-15,L69,DEPT,1032,400.00\n"
        "TR-2,OR-1,2025-10-15,L69,DEPT,1007,100.00\n"
    ),
    "receipts.csv": "transfer,date,amount\nTR-1,2025-10-16,400.00\nTR-2,2025-10-16,100.00\n",
    "vouchers.csv": (
        "number,unit,line,activity,vendor,posted_on,amount\nPV-1,1032,L69,OH,V1,2025-11-03,100.00\n"
        "PV-2,1032,L69,OH,V1,2025-11-04,50.00\n"
    ),
}


def a_folder(at: Path, **changes: str | bytes | None) -> Path:
    """A small folder; `vouchers_csv="…"` puts another file in place, None leaves it out."""
    files: dict[str, str | bytes | None] = dict(SMALL)
    files |= {
        "_".join(name.split("_")[:-1]) + f".{name.split('_')[-1]}": text for name, text in changes.items()
    }
    at.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        if text is not None:
            (at / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return at


def copied(folder: Path, to: Path) -> Path:
    """A copy that a test may change."""
    shutil.copytree(folder, to)
    return to


def opening(intake: Intake) -> list[Request]:
    """What opens the book of a folder and gives its importer every role."""
    assert intake.book
    first = intake.opened_on or date(2025, 10, 1)
    grant = GrantRole(holder=ACTOR, roles=ROLES, from_on=date(2000, 1, 1))
    return [
        Request(key="open", effective_on=first, command=intake.book.command),
        Request(key="grant", effective_on=first, command=grant),
    ]


@contextmanager
def opened(url: str, intake: Intake) -> Iterator[Journal]:
    """A journal whose book is open and whose importer holds every role."""
    with unopened(url, intake) as journal:
        assert [outcome.refusal for outcome in journal.post_all(opening(intake), ACTOR)] == [None, None]
        yield journal


@contextmanager
def unopened(url: str, intake: Intake) -> Iterator[Journal]:
    """A journal whose book is not there yet."""
    assert intake.book
    engine = open_engine(url)
    try:
        yield Journal(engine, intake.book.command.id)
    finally:
        engine.dispose()


def again(journal: Journal, folder: Path, profile: Path | None = None) -> Report:
    """Import a folder into a book that is open, knowing what the book holds."""
    known = held_by(journal.engine, journal.book)
    return import_folder(journal, read_folder(folder, profile, known), ACTOR)


def codes(report: Report) -> list[tuple[str, int, str, str]]:
    """Refusals as (file, row, number, code or the why of a bad value)."""
    told = [each.to_json() for each in report.refused]
    return [(t["file"], t["row"], t["number"], t["facts"].get("why", t["code"])) for t in told]
