"""Queries: balances now, as of a position and as of a day are the fold; histories find what they should."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Connection

from ledger import queries
from ledger.balances import fold
from ledger.posting import Journal
from tests.builders import BOOK, a_command, a_request, a_voucher
from tests.faults.books import open_world, opened
from tests.properties.checks import by_name, on_day


@contextmanager
def a_book_on(url: str) -> Iterator[Connection]:
    open_world(url)
    with opened(url) as engine:
        journal = Journal(engine, BOOK)
        for n, day in enumerate(("2025-12-01", "2025-11-15", "2025-11-20")):
            voucher = a_voucher(f"V-{n}", {"amount": f"{n + 1}.00"})
            assert journal.post(a_request(voucher, f"V-{n}", on=day), "spender").refusal is None
        undo = a_command("reverse", reverses="V-1")
        assert journal.post(a_request(undo, "undo", on="2025-12-05"), "spender").refusal is None
        assert (
            journal.post(a_request(a_voucher("V-9", {"amount": "9999.00"}), "no"), "spender").refusal
            is not None
        )
        with engine.connect() as connection:
            yield connection


DAYS = ("2025-09-30", "2025-10-01", "2025-11-10", "2025-11-15", "2025-11-30", "2025-12-05", "2030-01-01")


def test_balances_are_the_fold_however_they_are_asked_for(migrated_url: str) -> None:
    with a_book_on(migrated_url) as connection:
        entries = list(queries.entries(connection, BOOK))
        for size in range(len(entries) + 3):
            assert by_name(queries.balances(connection, BOOK, as_of=size)) == fold(entries[:size]).summed()
            some = queries.balances(connection, BOOK, as_of=size, on=date(2025, 11, 20))
            assert by_name(some) == on_day(entries[:size], "2025-11-20")
        for day in DAYS:
            on = date.fromisoformat(day)
            assert by_name(queries.balances(connection, BOOK, on=on)) == on_day(entries, day)
            items = queries.balances(connection, BOOK, on=on, items=True)
            assert by_name(queries._summed(items)) == on_day(entries, day)


@pytest.mark.parametrize("how", ({}, {"as_of": 34}, {"on": date(2025, 11, 20)}, {"items": True}))
def test_a_scope_narrows_and_changes_nothing(how: dict[str, object], migrated_url: str) -> None:
    with a_book_on(migrated_url) as connection:
        rows = queries.balances(connection, BOOK, **how)  # type: ignore[arg-type]  # a table of questions
        for unit, stage in (("1032", None), (None, "available"), ("1032", "available"), ("nobody", None)):
            narrowed = queries.balances(connection, BOOK, unit=unit, stage=stage, **how)  # type: ignore[arg-type]  # as above
            assert narrowed == [r for r in rows if unit in {None, r.unit} and stage in {None, r.stage}]


def test_entries_come_in_order_and_in_pages(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_book_on(migrated_url) as connection:
        everything = list(queries.bodies(connection, BOOK))
        monkeypatch.setattr(queries, "PAGE", 4)
        assert list(queries.bodies(connection, BOOK)) == everything
        assert list(queries.bodies(connection, BOOK, 3, 9)) == everything[2:9]
        assert list(queries.bodies(connection, BOOK, 5, 4)) == []
        assert list(queries.bodies(connection, "nobody")) == []


@pytest.mark.parametrize(
    ("asked", "keys"),
    (
        ({"document_no": "V-1"}, {"V-1", "undo"}),
        ({"document_no": "V-9"}, set()),
        ({"actor": "spender"}, {"V-0", "V-1", "V-2", "undo", "no"}),
        ({"document_no": "TR-1"}, {"world-34", "world-35"}),
    ),
)
def test_a_history_tells_what_made_and_what_refers(
    asked: dict[str, str], keys: set[str], migrated_url: str
) -> None:
    with a_book_on(migrated_url) as connection:
        found = {entry.request.key for entry in queries.history(connection, BOOK, **asked)}
        if "TR-1" in asked.values():
            assert {e.kind for e in queries.history(connection, BOOK, **asked)} == {"transfer", "confirm"}
        else:
            assert found == keys


def test_a_unit_s_history_is_what_touched_it(migrated_url: str) -> None:
    with a_book_on(migrated_url) as connection:
        everything = list(queries.entries(connection, BOOK))
        found = [entry.seq for entry in queries.history(connection, BOOK, unit="1032")]
        touched = [
            e.seq for e in everything if e.unit == "1032" or any(x.bucket.unit == "1032" for x in e.lines)
        ]
        assert found == touched


def test_no_book_has_no_head(migrated_url: str) -> None:
    with a_book_on(migrated_url) as connection:
        assert queries.head(connection, "nobody") is None
        assert queries.balances(connection, "nobody") == []
        assert [row.book for row in queries.books(connection)] == [BOOK]
