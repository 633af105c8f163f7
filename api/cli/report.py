"""Report: reconcile spending with outputs, write the workbook."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from api.cli.desk import Desk
from api.cli.options import DAY, FILE, FOLDER, common
from api.clock import today
from api.reports import BOOKS, MadeReport, Wish, make_report
from api.runs import MadeRun, make_run
from api.statements import adopt, make_statement
from ledger.checkpoints import make_checkpoint, open_key
from ledger.errors import Damaged, Unauthorised, Unusable
from ledger.money import Money, format_money
from ledger.texts import LANGUAGES
from reconciliation.statement import Statement
from reports.frames import write_csvs


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
@click.option("--run", default="", help="the run it is about: the same bytes whenever it is asked for again")
@click.option("--on", type=DAY, help="or a cut-off, judged now")
@click.option("--rules", type=FILE, help="rule set of a cut-off; posted when the book does not know it")
@click.option("--kind", type=click.Choice(BOOKS), default="reconciliation", help="which book")
@click.option("--unit", default="", help="of one unit alone")
@click.option("--fresh", is_flag=True, help="made anew, with what was said and signed since")
@click.option("--out", type=FILE, required=True, help="the .xlsx to write; NAME.sha256 stands beside it")
@click.option("--lang", type=click.Choice(LANGUAGES), default="th", help="first language")
@common
def report(desk: Desk, *, on: date | None, rules: Path | None, out: Path, lang: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Write a workbook of a run or as of a day, and note in the journal that it was made."""
    if bool(asked["run"]) == bool(on):
        raise Unusable("run_or_day")
    chosen = adopt(desk.journal, rules, desk.who) if rules and on else None
    made = book_report(desk, Wish(language=lang, on=on, rules=chosen, **asked), out)
    again = "เหมือนฉบับที่ลงทะเบียนไว้ / the same as registered" if made.known else "ลงทะเบียนแล้ว / registered"
    desk.say(f"{out}   digest {made.content_digest}")
    desk.say(f"  {again}: {made.seq}   SHA-256 {made.sha256}")
    desk.answer(
        {
            **summary(made.statement),
            "file": str(out),
            "digest": made.content_digest,
            "sha256": made.sha256,
            "registered": made.seq,
            "made_at": made.position,
            "known": made.known,
        }
    )


def book_report(desk: Desk, wish: Wish, out: Path) -> MadeReport:
    """Make a report; one that is new carries a checkpoint where this place has a key."""
    origin, key = desk.settings.origin_of(desk.book), desk.settings.key

    def seal() -> None:
        if key.is_file():
            with suppress(Damaged):  # then the report says so itself, and carries no new signature
                make_checkpoint(desk.engine, desk.book, open_key(key, origin), origin)

    return make_report(desk.journal, wish, out, desk.who, today(), seal)


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


COMMANDS: Final = (reconcile, report)
