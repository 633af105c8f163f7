"""Demo: record the worked example and a real programme, check them, and write their workbooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from api.cli.desk import Desk
from api.cli.intake import bring_in, tell_import
from api.cli.options import FOLDER, common
from api.cli.report import book_report, summary, tell
from api.intake.report import Report
from api.reports import Wish
from api.statements import adopt
from ledger.checkpoints import open_key
from ledger.errors import Unusable
from ledger.money import Money, format_money
from ledger.verification import verify
from reconciliation.statement import Statement

DATA: Final = Path(__file__).parent.parent / "demo" / "data"
PROFILES: Final = Path(__file__).parent.parent / "intake" / "profiles"


class Example(NamedTuple):
    """A folder that ships, how it is read, and the day it is judged on."""

    name: str
    title: str
    on: date
    profile: Path | None = None
    rules: Path | None = None


EXAMPLES: Final = (
    Example(
        "pilot",
        "หกเขตนำร่อง ปีงบประมาณ 2569 (ตัวอย่าง) / six pilot districts (example)",
        date(2026, 3, 31),
        rules=DATA / "pilot" / "rules.toml",
    ),
    Example(
        "era2",
        "เงินช่วยเหลือค่าเช่าของสหรัฐฯ (ข้อมูลจริง) / US Emergency Rental Assistance 2 (real data)",
        date(2024, 9, 30),
        profile=PROFILES / "era2.toml",
    ),
)


@click.command()
@click.option("--out", type=FOLDER, default=Path("out"), help="folder for the books and workbooks")
@common
def demo(desk: Desk, *, out: Path) -> None:
    """Record the worked example and a real programme, check them, and write their workbooks."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob("khlang.db*"):
            old.unlink()
    except OSError as error:
        raise Unusable("cannot_write", path=str(out), reason=error.strerror or str(error)) from error
    shown = [_show(desk, example, out) for example in EXAMPLES]
    desk.say()
    desk.say(f"สมุดบัญชี / books: {out / 'khlang.db'}  (khlang --database sqlite:///{out / 'khlang.db'} …)")
    desk.answer({"books": shown}, failed=not all(each["verified"] for each in shown))


def _show(desk: Desk, example: Example, out: Path) -> dict[str, Any]:
    """Import, reconcile, verify and write one example."""
    own = replace(desk, database=f"sqlite:///{out / 'khlang.db'}", book_id="")
    own.say()
    own.say(example.title)
    imported = bring_in(own, DATA / example.name, example.profile)
    tell_import(own, imported, dry_run=False)
    files = [out / f"{example.name}-{language}.xlsx" for language in ("th", "en")]
    open_key(own.settings.key, own.settings.origin_of(own.book))  # so that the workbooks carry a checkpoint
    chosen = adopt(own.journal, example.rules, own.who) if example.rules else None
    wishes = [Wish(language=file.stem[-2:], on=example.on, rules=chosen) for file in files]
    made = [book_report(own, wish, file) for wish, file in zip(wishes, files, strict=True)]
    statement = made[0].statement
    tell(own, statement)
    _ties(own, statement, imported)
    verified = verify(own.engine, own.book)
    own.close()
    own.say(
        f"  {'ตรวจสอบแล้ว / verified' if verified.ok else 'ไม่ผ่าน / NOT verified'}: {verified.entries} entries"
    )
    for file in files:
        own.say(f"  {file}")
    return {
        "book": own.book,
        "import": imported.to_json(),
        "statement": summary(statement),
        "verified": verified.ok,
        "workbooks": [str(file) for file in files],
    }


def _ties(desk: Desk, statement: Statement, imported: Report) -> None:
    """What the file asked to pay is what was recorded and what was refused, to the cent."""
    recorded = sum(voucher.amount for voucher in statement.facts.vouchers)
    refused = sum(each.document.amount.minor for each in imported.refused if each.document.amount)
    for th, en, amount in (
        ("ใบสำคัญที่บันทึก", "vouchers recorded", recorded),
        ("ใบสำคัญที่ปฏิเสธ", "vouchers refused", refused),
        ("รวมเท่ากับในแฟ้ม", "together, as in the files", recorded + refused),
    ):
        desk.say(f"  {format_money(Money(amount)):>24}  {th} / {en}")


COMMANDS: Final = (demo,)
