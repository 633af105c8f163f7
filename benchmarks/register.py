"""Register: the same long register written two ways, `python -m benchmarks.register ours|bare ROWS`.

Prints CPU seconds and peak bytes of the process. Ours makes the content digest in the same pass.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from reports.columns import SUM, Column, Live, Record, State
from reports.imprint import Imprint
from reports.looks import Look, properties
from reports.table import Table
from reports.words import Words
from reports.workbook import writing

LINKS: Final = 20_000  # as many as ours makes
_ABOVE: Final = 5

COLUMNS: Final = (
    Column(key="number", kind="text", width=15),
    Column(key="dika_no", kind="text", width=15),
    Column(key="unit", kind="text", width=20),
    Column(key="posted_on", kind="date", width=13),
    Column(key="amount", kind="money", width=16, total=SUM),
    Column(key="amount_satang", kind="whole", width=18, total=SUM),
    Column(key="recovered", kind="money", width=12, total=SUM),
    Column(key="disbursed", kind="money", width=16, total=SUM),
    Column(key="state", kind="state", width=17),
    Column(key="maker", kind="text", width=11),
    Column(key="entry", kind="number", width=9),
    Column(key="leaf", kind="digest", width=19),
)
_STATES: Final = (State("✓", "มีผล", "good"), State("!", "รอตรวจรับ", "warn"))
_DAYS: Final = tuple(date(2026, 1, day) for day in range(1, 29))
_NET: Final = "=ROUND({amount}-{recovered},2)"


def values(rows: int) -> Iterator[tuple[Any, ...]]:
    """The rows of the register."""
    for at in range(rows):
        amount = 123_456 + at
        state, day = _STATES[at % len(_STATES)], _DAYS[at % len(_DAYS)]
        unit = f"10{at % 50:02d} สำนักงานเขตที่ {at % 50}"
        leaf = f"{at * 0x9E3779B97F4A7C15 % 2**64:016x}"
        net = Live(_NET, amount)
        number, dika = f"PV-{at:07d}", f"ฎ {at}/2569"
        yield (number, dika, unit, day, amount, amount, None, net, state, "clerk", at + 1, leaf)


def ours(path: Path, rows: int) -> None:
    """Khlang's way: a stream into a table, with digest, totals and room for the widest figure."""
    total = sum(123_456 + at for at in range(rows))
    system = {"amount": total, "amount_satang": total, "recovered": 0, "disbursed": total}
    records = (Record(row, f"1001/2569/{row[0]}") for row in values(rows))
    with writing(path, Words("th"), _imprint(), Look(), rows_max=2**20) as book:
        for ref in ("A1", "E2", "E8"):
            book.open(ref)
        book.prove(1, rows)
        book.table(Table(ref="E2", columns=COLUMNS, records=records, rows=rows, system=system))


def bare(path: Path, rows: int) -> None:
    """XlsxWriter's own way to write the same cells: one typed call for each."""
    options = {"constant_memory": True, "tmpdir": str(path.parent), "use_zip64": True}
    target = xlsxwriter.Workbook(str(path), options)
    sheet = target.add_worksheet("E2 ใบสำคัญ")
    target.add_worksheet("E8 รายการสมุดบัญชี")
    names = [*(column.kind for column in COLUMNS), "state.good", "state.warn", "number.link"]
    look = {name: target.add_format(properties(name, Look())) for name in names}
    text, money, whole = look["text"], look["money"], look["whole"]
    string, number, day = sheet.write_string, sheet.write_number, sheet.write_datetime
    for at, row in enumerate(values(rows), _ABOVE):
        string(at, 0, row[0], text)
        string(at, 1, row[1], text)
        string(at, 2, row[2], text)
        if len(row[2]) >= COLUMNS[2].width:
            sheet.set_row(at, 49)
        day(at, 3, row[3], look["date"])
        number(at, 4, row[4] / 100, money)
        number(at, 5, row[5], whole)
        sheet.write_blank(at, 6, None, money)
        sheet.write_formula(at, 7, f"=ROUND(E{at + 1}-G{at + 1},2)", money, row[7].cached / 100)
        string(at, 8, str(row[8]), look[f"state.{row[8].tone}"])
        string(at, 9, row[9], text)
        if row[10] <= LINKS:
            sheet.write_url(at, 10, f"internal:'E8 รายการสมุดบัญชี'!A{at + 1}", look["number.link"], "0")
        number(at, 10, row[10], look["number.link" if row[10] <= LINKS else "number"])
        string(at, 11, row[11], look["digest"])
    target.close()


def _imprint() -> Imprint:
    return Imprint(
        agency="สำนัก",
        scope="",
        cut_off=date(2026, 3, 31),
        position=1,
        root="ab" * 32,
        draft=False,
        created=datetime(2026, 11, 23, tzinfo=UTC),
        currency="บาท",
        minor="satang",
    )


_WAYS: Final[Mapping[str, Callable[[Path, int], None]]] = {"ours": ours, "bare": bare}


def _peak() -> int:
    """The most memory this process ever held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux what getrusage says is at least what the parent held
        held = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(held.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(way: str, rows: int) -> None:
    """Write the register one way; prints what it cost."""
    with tempfile.TemporaryDirectory(prefix="khlang-bench-") as folder:
        start = time.process_time()
        _WAYS[way](Path(folder) / "register.xlsx", rows)
        print(json.dumps({"cpu": time.process_time() - start, "peak": _peak()}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
