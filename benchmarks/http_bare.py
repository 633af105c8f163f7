"""Bare routes: what Flask answers by itself, and what a hand-written list does, under our gunicorn settings.

`python -m benchmarks.http_bare PORT DATABASE`: `/constant/BYTES` is a body of that many bytes, made before;
`/taken` reads a JSON body and answers with a constant one; `/list?after=NUMBER` is one SELECT of 50 rows of
a plain table, as a program without a ledger would have it, and `json.dumps`. Nobody is asked who they are.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from typing import Any, Final

import psycopg
from flask import Flask, Response, request
from gunicorn.app.base import BaseApplication

from api.server import options_of
from benchmarks.book import LINE, vouchers
from benchmarks.http_server import THREADS, WORKERS

JSON: Final = "application/json"
ROWS: Final = 10_000
TAKEN_BYTES: Final = 600
# The fields of our own list, a column each.
TEXTS: Final = (
    *(
        "number",
        "unit",
        "fiscal_year",
        "entry",
        "vendor",
        "dika_no",
        "invoice_no",
        "effective_on",
        "effective_th",
    ),
    *("currency", "amount", "gross", "withholding_tax", "fine", "retention", "net", "line", "activity"),
    *("delivery", "source", "expended", "matched", "exempt", "disallowed"),
)


def create_app(database: str) -> Flask:
    """The routes; `database` is what the bare driver connects to."""
    app = Flask(__name__)
    own = threading.local()

    @app.get("/constant/<int:size>")
    def constant(size: int) -> Response:
        return Response(_body(size), mimetype=JSON)

    @app.post("/taken")
    def taken() -> Response:
        json.loads(request.get_data())
        return Response(_body(TAKEN_BYTES), 201, mimetype=JSON)

    @app.get("/list")
    def listed() -> Response:
        if not hasattr(own, "connection"):
            own.connection = _connect(database)
        found = own.connection.execute(_query(database), (request.args.get("after", ""),)).fetchall()
        rows = [dict(zip(TEXTS, row, strict=True)) for row in found]
        return Response(json.dumps({"vouchers": rows, "next": rows[-1]["number"]}), mimetype=JSON)

    return app


@cache
def _body(size: int) -> bytes:
    return json.dumps({"allocations": "x" * (size - 19)}).encode()


def _connect(database: str) -> Any:  # noqa: ANN401 - a connection of either driver, alike enough
    if database.startswith("postgresql"):
        return psycopg.connect(database, autocommit=True)
    return sqlite3.connect(database, isolation_level=None)


def _mark(database: str) -> str:
    return "%s" if database.startswith("postgresql") else "?"


@cache
def _query(database: str) -> str:
    return f"SELECT {', '.join(TEXTS)} FROM plain WHERE number > {_mark(database)} ORDER BY number LIMIT 50"


def fill(database: str) -> None:
    """Make the plain table, with the vouchers of our own book."""
    columns = ", ".join(f"{name} TEXT NOT NULL" for name in TEXTS).replace("NULL", "NULL PRIMARY KEY", 1)
    marks = ", ".join([_mark(database)] * len(TEXTS))
    with closing(_connect(database)) as connection:
        connection.execute(f"CREATE TABLE plain ({columns})")
        connection.execute("BEGIN")
        connection.cursor().executemany(f"INSERT INTO plain VALUES ({marks})", list(_rows()))
        connection.execute("COMMIT")


def _rows() -> Iterator[tuple[str, ...]]:
    for wire in vouchers(1, ROWS):
        amount = wire["lines"][0]["amount"]
        yield (
            *(wire["number"], wire["unit"], "2569", "WyJtZSIsInZvdWNoZXItMTAwMDAiXQ", wire["vendor"], ""),
            *(wire["invoice_no"], wire["effective_on"], "31 มี.ค. 2569", "THB", *[amount] * 6),
            *(LINE, "HH", "", "", amount, "0.00", "0.00", "0.00"),
        )


class Bare(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with the settings of `khlang serve`, one process with as many threads."""

    def __init__(self, port: str, database: str) -> None:
        self._port, self._database = port, database
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in options_of(f"127.0.0.1:{self._port}", WORKERS, THREADS).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made in each worker."""
        return create_app(self._database)


if __name__ == "__main__":
    Bare(*sys.argv[1:]).run()
