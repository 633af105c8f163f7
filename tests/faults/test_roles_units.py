"""The wall between units in PostgreSQL: who says some units is shown no row of another, whatever is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from sqlalchemy import text

from ledger.databases import OF_UNITS, guards_present
from ledger.entries import Entry, read_entry
from ledger.errors import Damaged
from ledger.posting import Journal
from ledger.queries import balances, bodies
from ledger.tables import OWN_KINDS, REFERENCE_KINDS, metadata
from ledger.wall import about
from migrations.walls import OWN as OWN_KINDS_OF_WALL
from migrations.walls import REFERENCE, UNITS
from tests.builders import BOOK, NOW, a_command, a_request
from tests.databases import Postgres
from tests.faults.books import opened
from tests.faults.office import APP, AUDITOR, Office, an_office, refused
from tests.neighbours import FOREIGN, LEG, OWN

ODD: Final = """เขต "1",\\ '2' {3}"""
UNSAID: Final = "KH002"
WALLED: Final = tuple(UNITS)
SHARED: Final = a_command(
    "transfer",
    order_no="คส 8",
    legs=[{**LEG, "number": f"TR-{unit}", "to_unit": unit, "amount": "1.00"} for unit in ("1032", "1033")],
)


@pytest.fixture(scope="module")
def office(postgres: Postgres) -> Iterator[Office]:
    with an_office(postgres) as made:
        with opened(made.owner) as engine:
            journal = Journal(engine, BOOK, lambda: NOW)
            for n, (who, said) in enumerate((*OWN, *FOREIGN)):
                journal.post(a_request(said, f"more-{n}"), who)
            journal.post(a_request(a_command("register_unit", code=ODD, parent="DEPT"), "odd"), "officer")
            for n, unit in enumerate(("1032", "1033", ODD)):
                target = a_command("set_target", unit=unit, quantity=n + 1)
                assert journal.post(a_request(target, f"target {unit}"), "officer").refusal is None
            assert journal.post(a_request(SHARED, "shared"), "officer").refusal is None
        yield made


def rows(office: Office, role: str, table: str, units: list[str] | None) -> list[dict[str, Any]]:
    """Every row of a table of the book that a role is shown."""
    said = "*" if units is None else json.dumps(units)
    names = metadata.tables[table].columns.keys()
    listed = ", ".join(f'"{name}"' for name in names)
    found = office.rows(role, f"SELECT {listed} FROM {table} WHERE book = '{BOOK}'", units=said)
    return [dict(zip(names, row, strict=True)) for row in found]


def units_of(entry: Entry) -> set[str]:
    return {entry.unit, *(line.bucket.unit for line in entry.lines)}


def expected(office: Office, table: str, units: set[str]) -> list[dict[str, Any]]:
    """The rows that concern some units, found without the wall."""
    entries = {row["seq"]: read_entry(row["body"]) for row in rows(office, "", "entry", None)}
    buckets = {row["id"]: row["unit"] for row in rows(office, "", "bucket", None)}
    of_entry = {
        seq: bool(units & units_of(entry)) or entry.kind in REFERENCE_KINDS for seq, entry in entries.items()
    }
    keep: dict[str, Callable[[dict[str, Any]], bool]] = {
        "bucket": lambda row: row["unit"] in units,
        "day_total": lambda row: row["unit"] in units,
        "line": lambda row: buckets[row["bucket_id"]] in units,
        "entry": lambda row: of_entry[row["seq"]],
        "document": lambda row: row["unit"] in units or of_entry[row["seq"]],
        "tile": lambda _: False,
        "checkpoint": lambda _: False,
    }
    return [row for row in rows(office, "", table, None) if keep[table](row)]


def key(row: dict[str, Any]) -> str:
    return repr(sorted(row.items()))


@pytest.mark.parametrize("role", (APP, AUDITOR))
@pytest.mark.parametrize("table", WALLED)
@pytest.mark.parametrize("units", (["1032"], ["1033"], ["1032", "DEPT"], [ODD], [], ["nobody"]), ids=str)
def test_who_says_some_units_is_shown_their_rows_and_no_other(
    office: Office, role: str, table: str, units: list[str]
) -> None:
    found = rows(office, role, table, units)
    assert sorted(map(key, found)) == sorted(map(key, expected(office, table, set(units))))
    assert len(found) < len(rows(office, "", table, None))


@pytest.mark.parametrize("table", WALLED)
def test_who_says_every_unit_is_shown_every_row(office: Office, table: str) -> None:
    assert len(rows(office, APP, table, None)) == len(rows(office, "", table, None)) > 0


@pytest.mark.parametrize("table", WALLED)
@pytest.mark.parametrize("said", (None, ""))
def test_without_units_a_table_is_an_error_and_not_empty(
    office: Office, table: str, said: str | None
) -> None:
    assert refused(office, APP, f"SELECT 1 FROM {table}", units=said) == UNSAID


@pytest.mark.parametrize("said", ("1032", "{1032}", '"1032"', '{"unit": "1032"}', "**"))
def test_units_that_cannot_be_read_are_an_error(office: Office, said: str) -> None:
    assert refused(office, APP, "SELECT 1 FROM bucket", units=said).startswith("22")


def test_the_wall_knows_what_is_of_every_unit() -> None:
    assert set(REFERENCE) == set(REFERENCE_KINDS)
    assert set(OWN_KINDS_OF_WALL) == set(OWN_KINDS)
    assert set(UNITS) == set(OF_UNITS)
    assert set(metadata.tables) - set(UNITS) == {"book", "head"}


@pytest.mark.parametrize("table", WALLED)
@pytest.mark.parametrize(
    "attack",
    (
        "DROP POLICY {table}_no_other_unit ON {table}",
        "ALTER POLICY {table}_no_other_unit ON {table} USING (true)",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ),
)
def test_a_wall_that_the_owner_takes_down_is_noticed(office: Office, table: str, attack: str) -> None:
    with opened(office.url()) as engine, engine.connect() as connection:
        guards_present(connection)
        connection.execute(text(attack.format(table=table)))
        with pytest.raises(Damaged, match=f"{table}_no_other_unit"):
            guards_present(connection)
        connection.rollback()


@pytest.mark.parametrize("table", WALLED)
def test_nobody_but_the_owner_removes_it(office: Office, table: str) -> None:
    for attack in (
        f"DROP POLICY {table}_no_other_unit ON {table}",
        f"ALTER POLICY {table}_no_other_unit ON {table} USING (true)",
    ):
        assert refused(office, APP, attack) == "42501"
    other = "CREATE OR REPLACE FUNCTION khlang_units() RETURNS text[] LANGUAGE sql AS 'SELECT NULL::text[]'"
    assert refused(office, APP, other) == "42501"


# ── as the program says it ──


def test_what_is_said_once_of_a_transaction_is_not_widened_by_asking_on(office: Office) -> None:
    with opened(office.url(APP)) as engine, engine.connect() as connection:
        about(connection, BOOK, {"1032"})
        assert {row.unit for row in balances(connection, BOOK)} == {"1032"}
        about(connection, BOOK)
        assert {row.unit for row in balances(connection, BOOK)} == {"1032"}
        connection.rollback()
        assert "1033" in {row.unit for row in balances(connection, BOOK)}


def test_a_query_that_forgets_the_scope_is_cut_all_the_same(office: Office) -> None:
    with opened(office.url(APP)) as engine, engine.connect() as connection:
        about(connection, BOOK, {"1032"})
        seen = [read_entry(body) for body in bodies(connection, BOOK)]
    assert all("1032" in units_of(entry) for entry in seen if entry.kind not in REFERENCE_KINDS)
    assert "คส 8" in {getattr(entry.command, "order_no", "") for entry in seen}
