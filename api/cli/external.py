"""External: set the book beside a statement of a bank or of the city's own system."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from api.cli.desk import Desk
from api.cli.options import DAY, FILE, FOLDER, common
from api.cli.wording import refusal_json
from api.intake.statement_profiles import read_statement_profile
from api.intake.statements import ReadStatement, read_statement
from api.statements import read
from ledger.errors import Unusable
from ledger.money import Money, format_money
from reconciliation.external import Comparison, ExternalResult, Match, OpenItem, compare, our_books

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
    *("our_entries", "their_rows", "text"),
)


@click.command()
@click.argument("file", type=FILE)
@click.option("--profile", type=FILE, required=True, help="TOML file that says how the statement is written")
@click.option("--on", type=DAY, required=True, help="the statement's last day: cut-off of both sides")
@click.option("--out", type=FOLDER, help="folder for external.csv and external_items.csv")
@common
def statement(desk: Desk, file: Path, *, profile: Path, on: date, out: Path | None) -> None:
    """Reconcile the book with an external statement (CSV or XLSX), item by item; posts nothing."""
    asked = read_statement_profile(profile)
    reading = read(desk.journal)
    books = our_books(reading.entries, on, asked.stages)
    said = read_statement(file, asked, books)
    if said.statement is None:
        _refuse(desk, said)
        return
    result = compare(books, said.statement, said.mapping, asked.rules)
    files = _written(result, out) if out else []
    _tell(desk, result)
    position = {"size": reading.head.size, "root": reading.head.root.hex(), "stages": list(asked.stages)}
    read_from = {"file": said.file, "lines": said.lines, "ignored_rows": said.ignored_rows}
    desk.answer({**summary(result), **position, **read_from, "files": [str(each) for each in files]})


def _refuse(desk: Desk, said: ReadStatement) -> None:
    """Every reason why nothing was compared, with its place; leaves with 1."""
    listed = [refusal_json(one.refusal, file=one.file, row=one.row) for one in said.refused]
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
        "timing": _ages(result, timing=True),
        "unknown": _ages(result, timing=False),
        "repeated_rows": [[line.row for line in group] for group in result.repeated],
        "not_stated": [
            {"unit": place.unit, "line": place.line, "ours": balance} for place, balance in result.not_stated
        ],
        "difference": sum(one.difference for one in result.comparisons),
        "differing": len(result.differing),
        "holds": result.holds,
    }


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
    entries, rows = (one.seq for one in match.ours), (line.row for line in match.theirs)
    return (
        *(*match.place, "matched", match.rule, "both", first.on, " ".join(names), match.amount, "", ""),
        *(_joined(entries), _joined(rows), first.text),
    )


def _open_row(item: OpenItem) -> Sequence[object]:
    return (
        *(*item.place, "timing" if item.timing else "unknown", item.why, item.side, item.on),
        *(item.reference, item.amount, item.age_days, item.band, item.seq or "", item.row or "", item.text),
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
