"""External: set the book beside a statement of a bank or of the city's own system."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from api.cli.desk import Desk
from api.cli.options import DAY, FILE, FOLDER, common
from api.cli.wording import refusal_json
from api.clock import today
from api.intake.statement_profiles import StatementProfile, read_statement_profile
from api.intake.statement_record import Kept, Series, keep, received_of, record_of, series_of
from api.intake.statements import ReadStatement, RefusedRow, read_statement
from api.statements import Reading, read
from ledger.commands import RecordStatement
from ledger.errors import Unauthorised, Unusable
from ledger.money import Money, format_money
from ledger.rules.authority import ROLES_OF, roles_on
from reconciliation.external import (
    Comparison,
    ExternalResult,
    Match,
    OpenItem,
    StatementLine,
    our_books,
    standing,
)

SHOWN: Final = 20
BALANCE_COLUMNS: Final = (
    *("unit", "line", "accounts", "ours_satang", "timing_ours_satang", "timing_theirs_satang"),
    *(
        "expected_satang",
        "theirs_satang",
        "difference_satang",
        "unknown_ours_satang",
        "unknown_theirs_satang",
    ),
    *("opening_difference_satang", "holds"),
)
ITEM_COLUMNS: Final = (
    *("unit", "line", "state", "why", "side", "date", "reference", "amount_satang", "age_days", "age"),
    *("our_entries", "their_rows", "text", "first_seen"),
)


@click.command()
@click.argument("file", type=FILE)
@click.option("--profile", type=FILE, required=True, help="TOML file that says how the statement is written")
@click.option("--on", type=DAY, required=True, help="the statement's last day: cut-off of both sides")
@click.option("--out", type=FOLDER, help="folder for external.csv and external_items.csv")
@common
def statement(desk: Desk, file: Path, *, profile: Path, on: date, out: Path | None) -> None:
    """Reconcile the book with an external statement (CSV or XLSX), item by item.

    A reconciler's statement is kept in the journal, so that the next one and every run go on from it;
    anybody else gets a draft.
    """
    asked = read_statement_profile(profile)
    reading = read(desk.journal)
    books = our_books(reading.entries, on, asked.stages)
    said = read_statement(file, asked, books)
    if said.statement is None:
        _refuse(desk, said, said.refused)
        return
    series = series_of(reading, asked.source, on)
    result = standing(lambda *_: books, (*series.earlier, received_of(said.statement, said, asked)))
    kept = _kept(desk, reading, said, asked, series)
    files = _written(result, out) if out else []
    _tell(desk, result)
    _tell_kept(desk, kept)
    position = {"size": reading.head.size, "root": reading.head.root.hex(), "stages": list(asked.stages)}
    read_from = {"file": said.file, "lines": said.lines, "ignored_rows": said.ignored_rows}
    stands = {"kept": asdict(kept) if kept else None, "files": [str(each) for each in files]}
    desk.answer({**summary(result), **position, **read_from, **stands})


def _kept(
    desk: Desk, reading: Reading, said: ReadStatement, asked: StatementProfile, series: Series
) -> Kept | None:
    """Record the statement for a reconciler; None for anybody else. Leaves with 1 when it may not be kept."""
    day = today()
    if said.statement is None or not ROLES_OF[RecordStatement.verb] & roles_on(
        reading.reference, desk.who, day
    ):
        return None
    command = record_of(said, said.statement, asked)
    if not isinstance(command, RecordStatement):
        _refuse(desk, said, command)
        return None
    try:
        return keep(desk.journal, command, series, desk.who, day)
    except Unauthorised:
        return None


def _tell_kept(desk: Desk, kept: Kept | None) -> None:
    if kept is None:
        desk.say("  ฉบับร่าง / draft: ไม่มีบทบาท reconciler / no role to keep a statement")
    else:
        desk.say(f"  บันทึกแล้ว / kept: {kept.seq}")


def _refuse(desk: Desk, said: ReadStatement, refused: Sequence[RefusedRow]) -> None:
    """Every reason why nothing was compared or kept, with its place; leaves with 1."""
    listed = [refusal_json(one.refusal, file=one.file, row=one.row) for one in refused]
    desk.say(f"ปฏิเสธ / refused: {len(listed)}")
    for each in listed[:SHOWN]:
        desk.say(f"  {each['file']}:{each['row']} [{each['code']}] {each['th']}")
        desk.say(f"  {each['en']}")
    if len(listed) > SHOWN:
        desk.say(f"  … +{len(listed) - SHOWN}")
    desk.answer({"refused": listed, "lines": said.lines, "ignored_rows": said.ignored_rows}, failed=True)


def summary(result: ExternalResult) -> dict[str, Any]:
    """What a program wants to know of an external reconciliation; money in whole minor units."""
    return {
        "source": result.source,
        "currency": result.currency,
        "since": result.since.isoformat(),
        "on": result.on.isoformat(),
        "match_days": result.rules.match_days,
        "window_days": result.rules.window_days,
        "comparisons": [_plain(one) for one in result.comparisons],
        "matched": len(result.matched),
        "opened_on": result.opened_on.isoformat() if result.opened_on else None,
        "opening": len(result.opening),
        "new": len(result.new),
        "cleared": len(result.cleared),
        "timing": _ages(result, timing=True),
        "unknown": _ages(result, timing=False),
        "repeated_rows": [rows for rows in map(_rows, result.repeated) if rows],
        "not_stated": [
            {"unit": place.unit, "line": place.line, "ours": balance} for place, balance in result.not_stated
        ],
        "difference": sum(one.difference for one in result.comparisons),
        "differing": len(result.differing),
        "holds": result.holds,
    }


def _rows(lines: Iterable[StatementLine]) -> list[int]:
    """Where lines stand in this file; those of earlier statements do not."""
    return [line.row for line in lines if line.row]


def _plain(one: Comparison) -> dict[str, Any]:
    values = (*one.place, " ".join(one.accounts), *_figures(one), one.holds)
    names = (column.removesuffix("_satang") for column in BALANCE_COLUMNS)
    return dict(zip(names, values, strict=True))


def _figures(one: Comparison) -> Sequence[int]:
    return (
        *(one.ours, one.timing_ours, one.timing_theirs, one.expected, one.theirs, one.difference),
        *(one.unknown_ours, one.unknown_theirs, one.opening_difference),
    )


def _ages(result: ExternalResult, *, timing: bool) -> dict[str, dict[str, int]]:
    ages = result.ages(timing=timing)
    return {band: {"items": count, "amount": amount} for band, (count, amount) in ages.items()}


def _written(result: ExternalResult, out: Path) -> list[Path]:
    """Write both tables, or say that the disk would not take them."""
    balances = ((*one.place, " ".join(one.accounts), *_figures(one), one.holds) for one in result.comparisons)
    items = (*map(_matched_row, result.matched), *map(_open_row, result.open_items))
    tables = {
        "external.csv": _csv(BALANCE_COLUMNS, balances),
        "external_items.csv": _csv(ITEM_COLUMNS, items),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in tables.items():
            (out / name).write_bytes(text.encode())
    except OSError as error:
        raise Unusable("cannot_write", path=str(out), reason=error.strerror or str(error)) from error
    return [out / name for name in tables]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _matched_row(match: Match) -> Sequence[object]:
    first = match.theirs[0]
    names = dict.fromkeys(one.number for one in match.ours)
    entries, rows = (one.seq for one in match.ours), _rows(match.theirs)
    return (
        *(*match.place, "matched", match.rule, "both", first.on, " ".join(names), match.amount, "", ""),
        *(_joined(entries), _joined(rows), first.text, ""),
    )


def _open_row(item: OpenItem) -> Sequence[object]:
    return (
        *(*item.place, "timing" if item.timing else "unknown", item.why, item.side, item.on),
        *(item.reference, item.amount, item.age_days, item.band, item.seq or "", item.row or "", item.text),
        item.first_seen,
    )


def _joined(numbers: Iterable[int]) -> str:
    return " ".join(str(number) for number in dict.fromkeys(numbers))


def _tell(desk: Desk, result: ExternalResult) -> None:
    """What a person wants to know: the places that differ, then the figures between the balances."""
    for one in result.differing[:SHOWN]:
        desk.say(f"  {format_money(Money(one.difference)):>20}  {one.place}")
    for th, en, amount in (
        ("ยอดตามสมุดบัญชีงบประมาณ", "our balance", sum(one.ours for one in result.comparisons)),
        ("รายการระหว่างทางของเรา", "ours, not yet theirs", sum(one.timing_ours for one in result.comparisons)),
        (
            "รายการระหว่างทางของเขา",
            "theirs, not yet ours",
            sum(one.timing_theirs for one in result.comparisons),
        ),
        ("ยอดตามใบแจ้งยอด", "their balance", sum(one.theirs for one in result.comparisons)),
        ("ผลต่างที่ยังอธิบายไม่ได้", "difference beyond timing", sum(one.difference for one in result.comparisons)),
    ):
        desk.say(f"  {format_money(Money(amount)):>20}  {th} / {en}")
    desk.say(
        f"  จับคู่ได้ / matched {len(result.matched)}   ระหว่างทาง / timing {len(result.timing)}   "
        f"ไม่ทราบที่มา / unknown {len(result.unknown)}   ซ้ำ / repeated {len(result.repeated)}"
    )


COMMANDS: Final = (statement,)
