"""Importing: a folder of vouchers read, judged, sealed and written, beside COPY of the same rows."""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg

from benchmarks.book import ACTOR, BOOK, opened, vouchers
from benchmarks.pairs import Pairs, per_second, seconds
from benchmarks.places import Place, engine_of
from benchmarks.scale import Scale
from benchmarks.table import Row
from ledger.entries import Request
from ledger.posting import Journal
from ledger.tables import bucket, day_total, document, entry, line

TABLES: Final = (entry, line, bucket, day_total, document)
COLUMNS: Final = ("key", "effective_on", "number", "unit", "vendor", "invoice_no")
CHARGES: Final = ("line", "activity", "amount")
Rows = Mapping[str, Sequence[tuple[Any, ...]]]


def importing(place: Place, scale: Scale) -> Iterator[Row]:
    """The same vouchers into fresh databases, and their rows copied beside them."""
    with tempfile.TemporaryDirectory(prefix="khlang-bench-") as folder:
        file = _folder(Path(folder), scale.vouchers)
        rounds = [_round(place, file, scale.vouchers) for _ in range(min(3, scale.rounds))]
    pairs = Pairs([ours for ours, _, _ in rounds], [bare for _, bare, _ in rounds])
    what = "COPY" if place.name == "PostgreSQL" else "executemany"
    yield Row(
        f"{place.name}: import of {scale.vouchers:,} vouchers / {what} of the same rows",
        per_second(pairs.ours), per_second(pairs.baseline), pairs.ratio, least=0.25,
    )  # fmt: skip
    rows = median(per_entry for _, _, per_entry in rounds)
    yield Row(f"{place.name}: rows that an imported voucher writes", f"{rows:.2f}")


def _folder(folder: Path, many: int) -> Path:
    file = folder / "vouchers.csv"
    with file.open("w", encoding="utf-8", newline="") as opened_file:
        writer = csv.writer(opened_file)
        writer.writerow(COLUMNS + CHARGES)
        for wire in vouchers(1, many):
            charge = wire["lines"][0]
            writer.writerow([*(wire[name] for name in COLUMNS), *(charge[name] for name in CHARGES)])
    return file


def _round(place: Place, file: Path, many: int) -> tuple[float, float, float]:
    """(vouchers per second of ours, of the baseline, rows per voucher)."""
    url = place.fresh()
    with engine_of(url) as engine:
        journal = opened(engine)
        ours = seconds(lambda: _import(journal, file))
        rows = _rows(journal)
    bare = BARE[place.name](place.driver_address(url), rows)
    return many / ours, many / bare, sum(map(len, rows.values())) / many


def _import(journal: Journal, file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as opened_file:
        asked = [_request(row) for row in csv.DictReader(opened_file)]
    for outcome in journal.post_all(asked, ACTOR):
        if outcome.refusal is not None:
            raise outcome.refusal


def _request(row: dict[str, str]) -> Request:
    charge = {name: row.pop(name) for name in CHARGES}
    return Request.of_wire({"verb": "disburse", **row, "lines": [charge]})


def _rows(journal: Journal) -> Rows:
    """Every row that the book has in the tables that a voucher writes to."""
    with journal.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().where(table.c.book == BOOK))]
            for table in TABLES
        }


def _copy(address: str, rows: Rows) -> float:
    """Seconds that COPY takes, one transaction, into tables of the same shape."""
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        for name in rows:
            cursor.execute(f"CREATE TABLE bare_{name} (LIKE {name} INCLUDING ALL)".encode())
        connection.commit()

        def work() -> None:
            for name, values in rows.items():
                with cursor.copy(f"COPY bare_{name} FROM STDIN".encode()) as copy:
                    for value in values:
                        copy.write_row(value)
            connection.commit()

        return seconds(work)


def _executemany(file: str, rows: Rows) -> float:
    """Seconds that executemany takes, one transaction, into tables of the same shape."""
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=FULL")
        numbers = count(1)
        for name in rows:
            _like(connection, name, numbers)

        def work() -> None:
            connection.execute("BEGIN IMMEDIATE")
            for name, values in rows.items():
                marks = ", ".join("?" * len(values[0]))
                connection.executemany(f"INSERT INTO bare_{name} VALUES ({marks})", values)
            connection.execute("COMMIT")

        return seconds(work)
    finally:
        connection.close()


def _like(connection: sqlite3.Connection, table: str, numbers: Iterator[int]) -> None:
    """A table with the columns, constraints and indexes of another."""
    query = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND sql <> '' ORDER BY type DESC"
    for kind, name, sql in connection.execute(query, (table,)).fetchall():
        if kind == "table":
            connection.execute(sql.replace(f"TABLE {table} ", f"TABLE bare_{table} ", 1))
        if kind == "index":
            renamed = sql.replace(f"INDEX {name} ", f"INDEX bare_{next(numbers)} ", 1)
            connection.execute(renamed.replace(f"ON {table} ", f"ON bare_{table} ", 1))


BARE: Final[Mapping[str, Callable[[str, Rows], float]]] = {"PostgreSQL": _copy, "SQLite": _executemany}
