"""Intake: read a folder of CSV files, or somebody's export by a profile, into the book."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.cli.desk import Desk
from api.cli.options import FILE, FOLDER, common
from api.cli.wording import refusal_json
from api.clock import today
from api.intake.book import BOOK_FILE
from api.intake.folder import read_folder
from api.intake.held import held_by
from api.intake.opening import opening_of
from api.intake.report import Report, import_folder
from ledger.entries import Request
from ledger.errors import Unusable
from ledger.posting import Journal
from ledger.rules import Reference

SHOWN: Final = 20


@click.command(name="import")
@click.argument("folder", type=FOLDER)
@click.option("--profile", type=FILE, help="TOML file that says which columns feed which verb")
@click.option("--dry-run", is_flag=True, help="say what would happen and post nothing")
@common
def import_(desk: Desk, folder: Path, profile: Path | None, *, dry_run: bool) -> None:
    """Post the documents of a folder, each whole or not at all; again posts nothing new."""
    report = bring_in(desk, folder, profile, dry_run=dry_run)
    tell_import(desk, report, dry_run=dry_run)
    desk.answer(report.to_json())


def bring_in(desk: Desk, folder: Path, profile: Path | None, *, dry_run: bool = False) -> Report:
    """Import a folder; the book is made when it does not exist yet (and granted like `init`)."""
    desk.prepare()
    said = read_folder(folder, profile, Reference()).book
    desk.book_id = said.command.id if said else desk.book
    known = held_by(desk.engine, desk.book_id)
    if known is None and said is None:
        raise Unusable("no_book", file=BOOK_FILE)
    intake = read_folder(folder, profile, known)
    journal = Journal(desk.engine, desk.book_id)
    opening = opening_of(said, desk.who, intake.opened_on or today()) if said and known is None else ()
    if not dry_run:
        _open(journal, opening, desk.who)
    with _progress(desk) as bar:
        task = bar.add_task(folder.name, total=len(intake.documents))
        return import_folder(
            journal,
            intake,
            desk.who,
            dry_run=dry_run,
            opening=opening,
            progress=lambda done: bar.update(task, completed=done),
        )


def _open(journal: Journal, opening: Sequence[Request], actor: str) -> None:
    for request in opening:
        refusal = journal.post(request, actor).refusal
        if refusal:
            raise refusal


def _progress(desk: Desk) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=desk.err, transient=True, disable=desk.json)


def tell_import(desk: Desk, report: Report, *, dry_run: bool) -> None:
    """What a person wants to know of an import: counts, refusals with place and reason, position."""
    done = "จะบันทึก / would post" if dry_run else "บันทึก / posted"
    desk.say(f"{done}: {report.posted}   มีอยู่แล้ว / already there: {report.replayed}")
    desk.say(f"ปฏิเสธ / refused: {len(report.refused)}")
    for each in report.refused[:SHOWN]:
        said = refusal_json(each.refusal)
        place = f"{each.document.file}:{each.document.row}"
        desk.say(f"  {place} {each.document.number} [{said['code']}] {said['th']}")
        desk.say(f"  {' ' * len(place)} {said['en']}")
    if len(report.refused) > SHOWN:
        desk.say(f"  … +{len(report.refused) - SHOWN}")
    for file, columns in report.ignored_columns.items():
        desk.say(f"ไม่ได้ใช้คอลัมน์ / columns not used: {file}: {', '.join(columns)}")
    desk.say(f"ตำแหน่ง / position {report.size}   root {report.root}")


COMMANDS: Final = (import_,)
