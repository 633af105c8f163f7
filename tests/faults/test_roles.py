"""What the service and the auditor cannot do in PostgreSQL, tried by them with SQL of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.databases import guards_present
from ledger.errors import Damaged, Unavailable
from ledger.posting import Journal
from ledger.tables import FORWARD_ONLY, INSERT_ONLY, metadata
from ledger.verification import verify
from ledger.verification.examination import Examined, examine
from ledger.verification.reading import Span
from ledger.verification.workers import examined
from tests.builders import BOOK, a_command, a_request, a_voucher, a_world
from tests.databases import Postgres
from tests.faults.books import opened
from tests.faults.office import APP, AUDITOR, OTHER, Office, an_office, refused
from tests.faults.sealed import KEY, VOUCHERS

NEW: Final = "book-3"
DENIED: Final = "42501"  # insufficient_privilege: of a privilege, an owner or a policy
UNSAID: Final = "KH002"
TABLES: Final = (*INSERT_ONLY, *FORWARD_ONLY)
# The only columns that the service may write in a row that is there.
MOVING: Final = {
    "head": ("size", "root", "frontier", "reference_seq"),
    "bucket": ("balance", "version"),
    "day_total": ("amount_in", "amount_out"),
}
COLUMNS: Final = [(table, column.name) for table in TABLES for column in metadata.tables[table].columns]
STILL: Final = [(table, column) for table, column in COLUMNS if column not in MOVING.get(table, ())]


@pytest.fixture(scope="module")
def office(postgres: Postgres) -> Iterator[Office]:
    with an_office(postgres) as made:
        yield made


# ── the service ──


def test_the_service_posts_to_either_book_and_both_verify(office: Office) -> None:
    with opened(office.url(APP)) as engine:
        for book in (BOOK, OTHER):
            journal = Journal(engine, book)
            vouchers = [a_request(a_voucher(f"S{n}", {"amount": "0.01"}), f"s{n}") for n in range(300)]
            assert journal.dry_run(vouchers[:1], "spender")[0].refusal is None
            assert [o.refusal for o in journal.post_all(vouchers, "spender") if o.refusal] == []
            reversal = a_request(a_command("reverse", reverses="S1"), "undo")
            assert journal.post(reversal, "head").refusal is None
            assert journal.post(vouchers[0], "spender").replayed
    with opened(office.url()) as engine:
        assert [verify(engine, book).problems for book in (BOOK, OTHER)] == [(), ()]


def test_the_service_opens_a_book(office: Office) -> None:
    with opened(office.url(APP)) as engine:
        for request, actor in a_world(NEW):
            assert Journal(engine, NEW).post(request, actor).refusal is None
        assert verify(engine, NEW).problems == ()


@pytest.mark.parametrize(("table", "column"), STILL)
def test_the_service_changes_no_column_of_what_is_recorded(office: Office, table: str, column: str) -> None:
    assert refused(office, APP, f'UPDATE {table} SET "{column}" = "{column}"') == DENIED


@pytest.mark.parametrize(("table", "columns"), MOVING.items())
def test_the_service_moves_a_projection_forward_and_not_back(
    office: Office, table: str, columns: tuple[str, ...]
) -> None:
    assert refused(office, APP, f"UPDATE {table} SET {columns[0]} = {columns[0]} - 1") == "KH001"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "attack",
    (
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "TRUNCATE {table} CASCADE",
        "DROP TABLE {table}",
        "ALTER TABLE {table} ADD COLUMN more text",
        "ALTER TABLE {table} ALTER COLUMN book TYPE text USING 'x'",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} DISABLE TRIGGER {table}_no_update",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} OWNER TO CURRENT_USER",
        "ALTER POLICY {table}_no_other_book ON {table} USING (true)",
        "CREATE POLICY more ON {table} USING (true)",
        "DROP POLICY {table}_no_other_book ON {table}",
        "DROP TRIGGER {table}_no_delete ON {table}",
        "CREATE TRIGGER more BEFORE INSERT ON {table} EXECUTE FUNCTION khlang_refuse()",
        "CREATE RULE more AS ON INSERT TO {table} DO INSTEAD NOTHING",
        "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
    ),
)
@pytest.mark.parametrize("who", (APP, AUDITOR))
def test_nobody_but_the_owner_removes_a_row_a_guard_or_a_wall(
    office: Office, who: str, attack: str, table: str
) -> None:
    assert refused(office, who, attack.format(table=table)) == DENIED


@pytest.mark.parametrize("who", (APP, AUDITOR))
@pytest.mark.parametrize(
    "attack",
    (
        "SET session_replication_role = replica",
        "SET ROLE postgres",
        "CREATE OR REPLACE FUNCTION khlang_refuse() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION khlang_book() RETURNS text LANGUAGE sql AS $$SELECT 'book-2'$$",
        "DROP FUNCTION khlang_clock(integer) CASCADE",
        "CREATE FUNCTION khlang_setting(text) RETURNS text LANGUAGE sql AS 'SELECT 1'",
        "UPDATE alembic_version SET version_num = '0001'",
        "INSERT INTO token SELECT * FROM token",
        "UPDATE token SET expires_at = '9'",
        "UPDATE token SET units = ''",
        "UPDATE token SET actor = 'root'",
        "DELETE FROM token",
        "SELECT * FROM pg_authid",
    ),
)
def test_nobody_but_the_owner_changes_roles_functions_steps_or_tokens(
    office: Office, who: str, attack: str
) -> None:
    assert refused(office, who, attack) == DENIED


# ── recorded_at ──


@pytest.mark.parametrize("minutes", (-60 * 24 * 200, -11, 11))
def test_the_service_records_at_no_other_hour_than_the_databases(office: Office, minutes: int) -> None:
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    voucher = a_request(a_voucher(f"H{minutes}", {"amount": "0.01"}), f"hour {minutes}")
    with opened(office.url(APP)) as engine:
        with pytest.raises(Unavailable, match="not_recorded") as caught:
            Journal(engine, BOOK, lambda: moment).post(voucher, "spender")
        assert "entry_no_other_time" in str(caught.value.__cause__)
        near = moment - timedelta(minutes=minutes - minutes / abs(minutes) * 8)
        assert Journal(engine, BOOK, lambda: near).post(voucher, "spender").refusal is None


def test_the_owner_takes_over_a_journal_of_another_hour(office: Office) -> None:
    """As imports, demonstrations and repairs by the operator do."""
    long_ago = datetime(2025, 11, 20, 3, tzinfo=UTC)
    voucher = a_request(a_voucher("OLD", {"amount": "0.01"}), "old")
    with opened(office.url()) as engine:
        assert Journal(engine, BOOK, lambda: long_ago).post(voucher, "spender").refusal is None


# ── other books ──


@pytest.mark.parametrize("who", (APP, AUDITOR))
@pytest.mark.parametrize("table", TABLES)
def test_a_query_that_names_no_book_sees_one(office: Office, who: str, table: str) -> None:
    for book in (BOOK, OTHER):
        assert office.rows(who, f"SELECT DISTINCT book FROM {table}", book=book) == [(book,)]
    assert len(office.rows("", f"SELECT DISTINCT book FROM {table}")) > 1


@pytest.mark.parametrize("table", TABLES)
def test_the_service_writes_no_row_of_another_book(office: Office, table: str) -> None:
    row = office.rows("", f"SELECT * FROM {table} WHERE book = '{OTHER}' LIMIT 1")[0]
    marks = ", ".join(["%s"] * len(row))
    assert refused(office, APP, f"INSERT INTO {table} VALUES ({marks})", *row) == DENIED
    # In its own book the same row reaches the keys of the table.
    assert refused(office, APP, f"INSERT INTO {table} VALUES ({marks})", *row, book=OTHER) in {
        "23505",  # it is there already
        *({DENIED} if table == "entry" else ()),  # and of another hour
    }
    for column in MOVING.get(table, ()):
        other = f"UPDATE {table} SET {column} = {column} WHERE book = '{OTHER}' RETURNING 1"
        assert office.rows(APP, other) == []


@pytest.mark.parametrize("who", (APP, AUDITOR))
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("said", (None, "", ":"))
def test_without_a_book_a_table_is_an_error_and_not_empty(
    office: Office, who: str, table: str, said: str | None
) -> None:
    if table == "book" and said == ":":
        assert office.rows(who, "SELECT book FROM book ORDER BY book", book=said)[:2] == [(BOOK,), (OTHER,)]
        return
    for query in (f"SELECT 1 FROM {table}", f"SELECT 1 FROM {table} WHERE book = '{BOOK}'"):
        assert refused(office, who, query, book=said) == UNSAID


@pytest.mark.parametrize("table", TABLES)
def test_without_a_book_nothing_is_written(office: Office, table: str) -> None:
    row = office.rows("", f"SELECT * FROM {table} WHERE book = '{OTHER}' LIMIT 1")[0]
    marks = ", ".join(["%s"] * len(row))
    for said in (None, "", ":"):
        assert refused(office, APP, f"INSERT INTO {table} VALUES ({marks})", *row, book=said) == UNSAID


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "attack",
    (
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "DROP POLICY {table}_no_other_book ON {table}",
        "ALTER POLICY {table}_no_other_book ON {table} USING (true)",
        "ALTER POLICY {table}_no_other_book ON {table} WITH CHECK (true)",
        "CREATE POLICY more ON {table} USING (true)",
    ),
)
def test_a_wall_that_the_owner_takes_down_is_noticed(office: Office, table: str, attack: str) -> None:
    with opened(office.url()) as engine, engine.connect() as connection:
        guards_present(connection)
        connection.execute(text(attack.format(table=table)))
        with pytest.raises(Damaged, match=f"{table}_no_other_book"):
            guards_present(connection)
        connection.rollback()


@pytest.mark.parametrize("attack", ("DROP POLICY {} ON entry", "ALTER POLICY {} ON entry WITH CHECK (true)"))
def test_a_clock_that_the_owner_takes_down_is_noticed(office: Office, attack: str) -> None:
    with opened(office.url()) as engine, engine.connect() as connection:
        connection.execute(text(attack.format("entry_no_other_time")))
        with pytest.raises(Damaged, match="entry_no_other_time"):
            guards_present(connection)
        connection.rollback()


# ── the auditor ──


def test_the_auditor_verifies_with_helpers_too_and_holds_a_checkpoint(office: Office) -> None:
    with opened(office.url(AUDITOR)) as engine:
        for processes in (1, 2):
            notes, known = [office.note], [KEY.verifier]
            found = verify(engine, BOOK, checkpoints=notes, verifiers=known, processes=processes, deep=True)
            assert found.problems == ()
            assert found.entries > VOUCHERS


def test_a_helper_of_the_auditor_examines_its_part(office: Office) -> None:
    spans = [Span(at, at + 49) for at in range(1, 251, 50)]

    def nobody(span: Span) -> Examined:
        return examine(BOOK, (), *span)

    with opened(office.url(AUDITOR)) as engine:
        found = list(examined(engine.url, BOOK, spans, nobody, 3))
    assert max(len(part.leaves) for part in found) == 50 * 32


@pytest.mark.parametrize("table", TABLES)
def test_the_auditor_writes_nothing(office: Office, table: str) -> None:
    column = metadata.tables[table].columns.keys()[-1]
    for attack in (
        f"INSERT INTO {table} SELECT * FROM {table}",
        f'UPDATE {table} SET "{column}" = "{column}"',
        f"SELECT 1 FROM {table} FOR UPDATE",
        f"MERGE INTO {table} USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    ):
        assert refused(office, AUDITOR, attack) == DENIED


@pytest.mark.parametrize(
    "attack", ("SELECT digest FROM token", "SELECT 1 FROM failure", "DELETE FROM failure")
)
def test_the_auditor_sees_no_token(office: Office, attack: str) -> None:
    assert refused(office, AUDITOR, attack) == DENIED


def test_an_auditor_who_posts_is_told_that_nothing_was_recorded(office: Office) -> None:
    voucher = a_request(a_voucher("AUD", {"amount": "0.01"}), "audit")
    with opened(office.url(AUDITOR)) as engine:
        with pytest.raises(Unavailable, match="not_recorded"):
            Journal(engine, BOOK).post(voucher, "spender")
        with pytest.raises(DBAPIError), engine.connect() as connection:
            connection.execute(text("SELECT 1 FROM entry"))
