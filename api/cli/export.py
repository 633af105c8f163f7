"""Export: the whole book for other tools, an audit bundle that proves itself, open data of sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from api.bundles import make_bundle
from api.cli.desk import Desk
from api.cli.options import DAY, FILE, common
from api.clock import today
from api.reports import Wish
from api.statements import adopt, make_statement, read
from ledger.checkpoints import open_key
from ledger.entries import Entry
from ledger.errors import Unusable
from ledger.texts import LANGUAGES
from reports.exports.beancount import beancount_ledger
from reports.exports.hledger import hledger_journal
from reports.exports.open_data import THRESHOLD, write_open_data
from reports.exports.origin import Origin

Journal = Callable[[Iterable[Entry], Origin], Iterator[str]]


@click.group()
def export() -> None:
    """The book in forms that others can read, recompute and check."""


@export.command()
@click.option("--out", type=FILE, help="file to write (else stdout)")
@common
def hledger(desk: Desk, *, out: Path | None) -> None:
    """The whole book as an hledger journal."""
    _plain_text(desk, hledger_journal, out)


@export.command()
@click.option("--out", type=FILE, help="file to write (else stdout)")
@common
def beancount(desk: Desk, *, out: Path | None) -> None:
    """The whole book as a beancount ledger."""
    _plain_text(desk, beancount_ledger, out)


@export.command("audit-bundle")
@click.option("--run", default="", help="the run it is about")
@click.option("--on", type=DAY, help="or a cut-off, judged now")
@click.option("--rules", type=FILE, help="rule set of a cut-off; posted when the book does not know it")
@click.option("--out", type=FILE, required=True, help="the .zip to write")
@click.option("--lang", type=click.Choice(LANGUAGES), default="th", help="first language")
@click.option("--fresh", is_flag=True, help="made anew, with what was said and signed since")
@common
def audit_bundle(  # noqa: PLR0913 - options of a command line
    desk: Desk, *, run: str, on: date | None, rules: Path | None, out: Path, lang: str, fresh: bool
) -> None:
    """Workbook, registers, entries with proofs, checkpoints, and the program that checks them, in one zip.

    Signs where the book stands, like `khlang checkpoint`.
    """
    if bool(run) == bool(on):
        raise Unusable("run_or_day")
    journal = desk.journal
    chosen = adopt(journal, rules, desk.who) if rules and on else None
    origin = desk.settings.origin_of(desk.book)
    key = open_key(desk.settings.key, origin)
    wish = Wish(language=lang, run=run, on=on, rules=chosen, fresh=fresh)
    made, manifest = make_bundle(journal, wish, key, origin, out, desk.who, today())
    desk.say(f"{out}   position {manifest['position']}, root {manifest['root']}")
    desk.say(f"  กุญแจ / key: {key.verifier.text}   SHA-256 {made.sha256}")
    said = {name: manifest[name] for name in ("position", "root", "content_digest")}
    said |= {"sha256": made.sha256, "registered": made.seq, "known": made.known}
    desk.answer({"file": str(out), "files": len(manifest["files"]), "verifier": key.verifier.text, **said})


@export.command("open-data")
@click.option("--on", type=DAY, required=True, help="cut-off")
@click.option("--rules", type=FILE, help="rule set; posted when the book does not know it")
@click.option("--out", type=FILE, required=True, help="the .zip to write")
@click.option("--threshold", type=click.IntRange(min=1), default=THRESHOLD, show_default=True)
@common
def open_data(desk: Desk, *, on: date, rules: Path | None, out: Path, threshold: int) -> None:
    """Sums by district, activity and month, without persons, vendors or documents.

    Sums of fewer than THRESHOLD documents or things counted are left out, with what would give them away.
    """
    journal = desk.journal
    chosen = adopt(journal, rules, desk.who) if rules else None
    statement, _ = make_statement(journal, on, chosen)
    told = write_open_data(statement, out, threshold=threshold)
    desk.say(f"{out}   {told.rows} rows, {told.suppressed} suppressed")
    desk.answer({"file": str(out), "rows": told.rows, "suppressed": told.suppressed})


def _plain_text(desk: Desk, write: Journal, out: Path | None) -> None:
    reading = read(desk.journal)
    said = reading.reference.book
    if said is None:
        raise Unusable("empty_book", book=desk.book)
    origin = Origin(
        book=desk.book,
        name_th=said.name_th,
        name_en=said.name_en,
        money=reading.reference.measure,
        size=reading.head.size,
        root=reading.head.root.hex(),
    )
    text = write(reading.entries, origin)
    if out is None and not desk.json:
        for part in text:
            click.echo(part, nl=False)
        return
    if out is None:
        raise Unusable("missing_option", option="--out")
    _write(out, text)
    desk.answer({"file": str(out), "size": origin.size, "root": origin.root})


def _write(out: Path, parts: Iterable[str]) -> None:
    """Write a text, whole or not at all, or say that the disk would not take it."""
    try:
        if out.exists() and not out.is_file():  # a pipe, say, which takes it as it comes
            _put(out, parts)
            return
        with TemporaryDirectory(prefix=".khlang-", dir=out.parent) as folder:
            _put(Path(folder) / out.name, parts)
            (Path(folder) / out.name).replace(out)
    except OSError as error:
        raise Unusable("cannot_write", path=str(out), reason=error.strerror or str(error)) from error


def _put(file: Path, parts: Iterable[str]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as opened:
        opened.writelines(parts)


COMMANDS: Final = (export,)
