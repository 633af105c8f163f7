"""A small book that uploads are tried on, and the uploads as tests write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.intake.folder import read_folder
from api.intake.held import held_by
from api.intake.report import import_folder
from api.uploads.checking import Checked, check_upload
from api.uploads.committing import Committed, commit_upload
from api.uploads.reading import Upload, read_upload
from ledger.posting import Journal
from ledger.rules import Reference
from tests.api.intake.folders import ACTOR, a_folder, opened
from tests.api.intake.workbooks import a_workbook

HEADER = ("number", "date", "line", "from", "to", "amount")
RIGHT = ("TR-9", "2025-10-20", "L69", "DEPT", "1032", "10.00")


@contextmanager
def a_book(url: str, at: Path) -> Iterator[Journal]:
    """A book with units, a line, an appropriation of 1,000.00, of which 500.00 is transferred."""
    intake = read_folder(a_folder(at / "folder"))
    with opened(url, intake) as journal:
        assert not import_folder(journal, intake, ACTOR).refused
        yield journal


def held(journal: Journal) -> Reference:
    reference = held_by(journal.engine, journal.book)
    assert reference
    return reference


def csv_of(table: str, *rows: tuple[str, ...]) -> Upload:
    text = "\n".join(",".join(row) for row in rows)
    return read_upload(text.encode(), f"{table}.csv")


def transfers(*rows: tuple[str, ...]) -> Upload:
    return csv_of("transfers", HEADER, *rows)


def workbook_of(sheet: str, *rows: tuple[object, ...]) -> Upload:
    return read_upload(a_workbook(rows, sheet), "x.xlsx")


def check(journal: Journal, upload: Upload, actor: str = ACTOR) -> Checked:
    return check_upload(journal, upload, actor, held(journal))


def commit(journal: Journal, upload: Upload, actor: str = ACTOR) -> Committed:
    return commit_upload(journal, check(journal, upload, actor), actor, held(journal))


def told(checked: Checked) -> list[tuple[str, str]]:
    """Where something is wrong, and its code or the why of a bad value."""
    return [(each.address, each.refusal.facts.get("why", each.refusal.code)) for each in checked.wrong]


def became(committed: Committed) -> list[str]:
    return [row["became"] for row in committed.to_json()["rows"]]
