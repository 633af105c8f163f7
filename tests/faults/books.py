"""Books under attack: opened on a real database, posted to by many, and checked afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from ledger import queries
from ledger.databases import open_engine
from ledger.entries import Entry
from ledger.posting import Journal
from tests.builders import BOOK, a_command, a_request, a_voucher, a_world
from tests.properties.checks import check_entries, check_projections, root_of

ROOT: Final = Path(__file__).parents[2]
SECONDS_MAX: Final = 120


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine on a place, given up at the end."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def open_world(url: str, *, left: str = "1000.00") -> None:
    """Open the small book at a place; of 1,000.00 baht of district 1032 all but `left` is committed."""
    with opened(url) as engine:
        journal = Journal(engine, BOOK)
        turns = groupby(a_world(), key=lambda asked: asked[1])
        outcomes = [
            o for actor, said in turns for o in journal.post_all([request for request, _ in said], actor)
        ]
        assert not any(outcome.refusal for outcome in outcomes)
        if left != "1000.00":
            bound = f"{(100_000 - round(float(left) * 100)) / 100:.2f}"
            commitment = a_command("commit", number="CM-ALL", amount=bound)
            assert journal.post(a_request(commitment, "bound"), "spender").refusal is None


def pay(journal: Journal, key: str, amount: str = "0.01") -> str:
    """Post one voucher whose number is its key; the code of its refusal, or nothing."""
    voucher = a_voucher(key, {"amount": amount})
    refusal = journal.post(a_request(voucher, key), "spender").refusal
    return refusal.code if refusal else ""


def checked(url: str) -> list[Entry]:
    """The entries of the book at a place, after everything about them was checked."""
    with opened(url) as engine, engine.connect() as connection:
        entries = list(queries.entries(connection, BOOK))
        check_entries(entries)
        check_projections(connection, BOOK, entries)
        assert queries.head(connection, BOOK) == (len(entries), root_of(entries))
    return entries


def paid(entries: Sequence[Entry]) -> list[str]:
    """The keys of vouchers that stand."""
    return [entry.request.key for entry in entries if entry.kind == "disburse"]


def a_worker(url: str, *arguments: str) -> subprocess.Popen[str]:
    """Another process that posts to the book; see tests/faults/worker.py."""
    command = [sys.executable, "-m", "tests.faults.worker", url, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
