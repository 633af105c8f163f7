"""Upload: a template to fill in, and a filled-in file checked whole before it is posted."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from api.cli.desk import Desk
from api.cli.options import FILE, common
from api.intake.held import held_by
from api.uploads.checking import Checked, check_upload
from api.uploads.committing import Committed, commit_upload
from api.uploads.definitions import tables_called
from api.uploads.marked import marked_copy
from api.uploads.reading import read_upload
from api.uploads.templates import csv_template, workbook_template
from api.uploads.weighing import UPLOAD_BYTES_MAX
from api.uploads.words import word
from ledger.errors import Unusable
from ledger.rules import Reference
from ledger.texts import LANGUAGES

SHOWN: Final = 50
_LANG: Final = click.option("--lang", type=click.Choice(LANGUAGES), default="th", help="language of the file")


@click.command()
@click.argument("names", nargs=-1, metavar="[VERB|TABLE]...")
@click.option("--out", type=FILE, required=True, help="the .xlsx or .csv to write (a .csv holds one table)")
@_LANG
@common
def template(desk: Desk, names: tuple[str, ...], out: Path, lang: str) -> None:
    """Write tables to fill in, with what this book knows to choose from."""
    tables = tables_called(*names)
    if out.suffix.lower() == ".csv":
        data = csv_template(tables, lang)
    else:
        data = workbook_template(tables, _reference(desk), lang)
    _write(out, data)
    called = [table.name for table in tables]
    for language in LANGUAGES:
        desk.say(word("command.template", language, file=out.name, tables=", ".join(called)))
    desk.answer({"file": str(out), "tables": called})


@click.command()
@click.argument("file", type=FILE)
@click.option("--table", default="", help="what a CSV holds when its name does not say so")
@click.option("--check", is_flag=True, help="check only, post nothing")
@click.option("--marked", type=FILE, help="where to write the copy with its errors marked (.xlsx)")
@_LANG
@common
def upload(  # noqa: PLR0913 - options of a command
    desk: Desk, file: Path, *, table: str, check: bool, marked: Path | None, lang: str
) -> None:
    """Check a filled-in template, all errors at once, and post it when nothing is wrong."""
    read = read_upload(_bytes(file), file.name, table)
    reference = _reference(desk)
    checked = check_upload(desk.journal, read, desk.who, reference)
    if marked and not checked.right:
        _write(marked, marked_copy(checked, lang))
    if check or not checked.right:
        _tell_check(desk, checked, marked)
        desk.answer(checked.to_json(), failed=not checked.right)
        return
    committed = commit_upload(desk.journal, checked, desk.who, reference)
    if committed.done:
        _tell_commit(desk, committed)
    else:  # something else was posted between the check and the commit
        _tell_check(desk, committed.checked, None)
    desk.answer(committed.to_json(), failed=not committed.done)


def _reference(desk: Desk) -> Reference:
    return held_by(desk.engine, desk.book) or Reference()


def _bytes(file: Path) -> bytes:
    """The bytes of a file, one more than are taken at the most, so that its size is told without it."""
    try:
        with file.open("rb") as opened:
            return opened.read(UPLOAD_BYTES_MAX + 1)
    except FileNotFoundError:
        raise Unusable("missing_file", file=file.name) from None
    except OSError as trouble:
        raise Unusable("unreadable_file", file=file.name, why="not_opened", value=trouble.strerror) from None


def _write(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise Unusable("cannot_write", path=str(out), reason=error.strerror or str(error)) from error


def _tell_check(desk: Desk, checked: Checked, marked: Path | None) -> None:
    file, count = checked.upload.file, len(checked.wrong)
    there = sum(each.there for each in checked.planned)
    for language in LANGUAGES:
        if checked.right:
            new = len(checked.planned) - there
            desk.say(word("command.checked", language, file=file, new=new, there=there))
        else:
            desk.say(word("command.wrong", language, file=file, count=count))
    for each in checked.wrong[:SHOWN]:
        place = f"{each.sheet}!{each.address}"
        desk.say(f"  {place} [{each.refusal.code}] {each.said('th')}")
        desk.say(f"  {' ' * len(place)} {each.said('en')}")
    for language in LANGUAGES:
        if count > SHOWN:
            desk.say(f"  … {word('command.more', language, more=count - SHOWN)}")
        if checked.more:
            desk.say(word("command.beyond", language))
        if marked and not checked.right:
            desk.say(word("command.marked", language, file=marked))
    _tell_ignored(desk, checked)


def _tell_ignored(desk: Desk, checked: Checked) -> None:
    for language in LANGUAGES:
        for name in checked.upload.ignored_sheets:
            desk.say(word("command.ignored_sheet", language, name=name))
        for page in checked.upload.pages:
            for name in page.ignored:
                desk.say(word("command.ignored_column", language, sheet=page.title, name=name))


def _tell_commit(desk: Desk, committed: Committed) -> None:
    file = committed.checked.upload.file
    there = sum(each.there for each in committed.rows)
    for language in LANGUAGES:
        desk.say(word("command.posted", language, file=file, posted=committed.posted, there=there))
    for row in committed.to_json()["rows"]:
        rows = ",".join(map(str, row["rows"]))
        desk.say(f"  {row['sheet']}!{rows}  {row['verb']}  {row['number']}  {row['became']}")
    _tell_ignored(desk, committed.checked)


COMMANDS: Final = (template, upload)
