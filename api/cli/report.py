"""Report: reconcile spending with outputs, write the workbook, export for other tools."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from api.cli.desk import Desk
from api.cli.options import DAY, FILE, FOLDER, common
from api.clock import today
from api.runs import MadeRun, draft_dossier, make_run
from api.statements import adopt, make_statement, read
from ledger.checkpoints import newest_checkpoint
from ledger.errors import Unauthorised, Unusable
from ledger.money import Money, format_money
from ledger.texts import LANGUAGES
from reconciliation.statement import Statement
from reports.books.reconciliation import write_workbook
from reports.exports.beancount import beancount_ledger
from reports.exports.hledger import hledger_journal
from reports.exports.origin import Origin
from reports.frames import write_csvs
from reports.journal import journal_rows

EXPORTS: Final = {"hledger": hledger_journal, "beancount": beancount_ledger}


@click.command()
@click.option("--on", type=DAY, required=True, help="judge what happened up to this day")
@click.option("--rules", type=FILE, help="rule set; posted when the book does not know it")
@click.option("--out", type=FOLDER, required=True, help="folder for cells.csv, districts.csv, findings.csv")
@common
def reconcile(desk: Desk, *, on: date, rules: Path | None, out: Path) -> None:
    """Match what was spent with what was delivered and accepted, as of a day.

    A reconciler's run is kept in the journal with the matches it confirmed; anybody else gets a draft.
    """
    statement, run = _run(desk, on, rules)
    files = _kept(lambda: write_csvs(statement, out), out)
    tell(desk, statement)
    _tell_run(desk, run)
    desk.answer({**summary(statement), **_run_json(run), "files": [str(file) for file in files]})


@click.command()
@click.option("--on", type=DAY, required=True, help="cut-off")
@click.option("--rules", type=FILE, help="rule set; posted when the book does not know it")
@click.option("--out", type=FILE, required=True, help="the .xlsx to write")
@click.option("--lang", type=click.Choice(LANGUAGES), default="th", help="first language")
@common
def report(desk: Desk, *, on: date, rules: Path | None, out: Path, lang: str) -> None:
    """Write the reconciliation workbook as of a day."""
    statement, digest = workbook(desk, on, rules, out, lang)
    desk.say(f"{out}   digest {digest}")
    desk.answer({**summary(statement), "file": str(out), "digest": digest})


def workbook(desk: Desk, on: date, rules: Path | None, out: Path, lang: str) -> tuple[Statement, str]:
    """Make a statement and write its workbook; returns it and the content digest."""
    journal = desk.journal
    chosen = adopt(journal, rules, desk.who) if rules else None
    statement, reading = make_statement(journal, on, chosen)
    with desk.engine.connect() as connection:
        note = newest_checkpoint(connection, desk.book, reading.head.size)
    digest = write_workbook(
        statement,
        out,
        lang=lang,
        created=reading.recorded_at,
        closed_through=reading.reference.closed_through,
        journal=journal_rows(reading.entries),
        checkpoint=note,
        dossier=draft_dossier(reading, statement),
    )
    return statement, digest


@click.command()
@click.argument("kind", type=click.Choice(sorted(EXPORTS)))
@click.option("--out", type=FILE, help="file to write (else stdout)")
@common
def export(desk: Desk, *, kind: str, out: Path | None) -> None:
    """The whole book as a plain-text journal that another program can recompute."""
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
    text = EXPORTS[kind](reading.entries, origin)
    if out is None and not desk.json:
        for part in text:
            click.echo(part, nl=False)
        return
    if out is None:
        raise Unusable("missing_option", option="--out")
    _kept(lambda: _write(out, text), out)
    desk.answer({"file": str(out), "size": origin.size, "root": origin.root})


def _write(out: Path, parts: Iterable[str]) -> None:
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)


def _kept(write: Any, out: Path) -> Any:  # noqa: ANN401 - what `write` answers
    """Write, or say that the disk would not take it."""
    try:
        return write()
    except OSError as error:
        raise Unusable("cannot_write", path=str(out), reason=error.strerror or str(error)) from error


def _run(desk: Desk, on: date, rules: Path | None) -> tuple[Statement, MadeRun | None]:
    journal = desk.journal
    chosen = adopt(journal, rules, desk.who) if rules else None
    try:
        made = make_run(journal, on, chosen, desk.who, today())
    except Unauthorised:
        return make_statement(journal, on, chosen)[0], None
    return made.statement, made


def _run_json(run: MadeRun | None) -> dict[str, Any]:
    """Which run it is, and what became of its confirmed matches."""
    if run is None:
        return {"run": None, "matches_posted": 0, "matches_not_posted": []}
    unposted = [{"vouchers": list(u.match.voucher_names), "why": u.why} for u in run.matches.unposted]
    return {"run": run.number, "matches_posted": len(run.matches.posted), "matches_not_posted": unposted}


def _tell_run(desk: Desk, run: MadeRun | None) -> None:
    if run is None:
        desk.say("  ฉบับร่าง / draft: ไม่มีบทบาท reconciler / no role to keep a run")
        return
    said = _run_json(run)
    desk.say(f"  รอบกระทบยอด / run: {run.number}   จับคู่ที่บันทึก / matches posted: {said['matches_posted']}")
    for one in said["matches_not_posted"]:
        desk.say(f"  ไม่ได้บันทึก / not posted: {' '.join(one['vouchers'])}  ({one['why']})")


def summary(statement: Statement) -> dict[str, Any]:
    """What a program wants to know of a statement."""
    return {
        "on": statement.on.isoformat(),
        "size": statement.position,
        "root": statement.root,
        "rules": statement.rules.version,
        "rules_digest": statement.rules.digest,
        "cells": len(statement.cells),
        "districts": len(statement.districts),
        "findings": len(statement.findings),
        "failed": [{"code": f.code, "why": f.why, "subject": f.subject} for f in statement.failed],
        "not_run": list(statement.not_run),
        "balanced": statement.balanced,
    }


def tell(desk: Desk, statement: Statement) -> None:
    """What a person wants to know of a statement."""
    total = statement.total
    for th, en, amount in (
        ("จัดสรรสุทธิ", "allotment", total.allotment),
        ("เบิกจ่าย", "disbursed", total.disbursed),
        ("มูลค่างานที่ตรวจรับ", "earned", total.ev),
        ("มีผลตรวจรับรองรับ", "supported", total.supported_all),
        ("ยังไม่มีผลตรวจรับรองรับ", "not yet supported", total.unsupported_all),
        ("ยกเว้นผลงาน", "exempt", total.exempt),
        ("คงเหลือ", "available", total.available),
    ):
        desk.say(f"  {format_money(Money(amount)):>24}  {th} / {en}")
    severities = [f.severity for f in statement.findings]
    counts = "  ".join(f"{s} {severities.count(s)}" for s in dict.fromkeys(severities))
    desk.say(f"  ข้อสังเกต / findings: {len(severities)}   {counts}")
    if statement.not_built:
        desk.say(f"  ยังไม่ได้ตรวจ / not run: {' '.join(statement.not_built)}")


COMMANDS: Final = (reconcile, report, export)
