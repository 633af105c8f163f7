"""The writer: what one database takes the other takes too, and no request spoils a batch for others."""

from __future__ import annotations

from datetime import date

import pytest

from ledger import queries
from ledger.commands import Command
from ledger.entries import timestamp
from ledger.posting import Journal
from ledger.rules import State, judge
from ledger.tables import head as head_table
from tests.builders import BOOK, NOW, Asked, a_command, a_request, a_voucher, a_world
from tests.faults.books import checked, open_world, opened, paid
from tests.properties.checks import said

# Commands that try the width of columns, indexes and statements: each is judged alike everywhere.
WIDE: dict[str, tuple[str, Command]] = {
    "a document year no column can hold": ("spender", a_voucher("V-1", document_fiscal_year=99_999)),
    "a document year of the wrong era": ("spender", a_voucher("V-1", document_fiscal_year=2026)),
    "a document year of many digits": ("spender", a_voucher("V-1", document_fiscal_year=10**12)),
    "a voided number of no year": ("spender", a_command("void_number", document_fiscal_year=10**9)),
    "a lot of a year beyond": ("surveyor", a_command("deliver", document_fiscal_year=32_768)),
    "a reversal of a year beyond": (
        "head", a_command("reverse", reverses="VC-0", document_fiscal_year=40_000),
    ),
    "an invoice that grows when normalised": (
        "spender", a_voucher("V-1", invoice_no="".join(chr(0xFDFA) for _ in range(100)), vendor="ร้าน" * 25)
    ),
    "names of full length": (
        "spender",
        a_voucher("ฎ" * 100, vendor="ก" * 100, invoice_no="".join(chr(0x0E01 + n % 46) for n in range(100)))
    ),
    "a voucher of 2,000 lines": ("spender", a_voucher("V-1", *({"amount": "0.01"} for _ in range(2000)))),
    "an order of 2,000 legs": (
        "officer",
        a_command("transfer", legs=[
            {"number": f"T{n}", "line": "L69", "from_unit": "DEPT", "to_unit": "1032", "amount": "0.01"}
            for n in range(2000)]),
    ),
    "an empty amount of work": ("committee", a_command("decide", accepted=10**12)),
    "a target of many": ("surveyor", a_command("set_target", quantity=10**12)),
    "the largest amount": ("officer", a_command("appropriate", amount="1000000000000.00")),
    "text that means something to a database": (
        "spender", a_voucher("V'\";--\\{},NULL", vendor='{"a\\', dika_no="%s %(x)s :x ?")
    ),
    "a key that means something to a database": ("spender", a_voucher('{"NULL",\\}')),
}  # fmt: skip


def judged(history: list[Asked]) -> list[object]:
    state = State(BOOK)
    return [said(judge(state, request, actor, timestamp(NOW))) for request, actor in history]


@pytest.mark.parametrize("what", WIDE)
def test_what_strains_a_database_is_judged_as_in_memory(what: str, migrated_url: str) -> None:
    actor, command = WIDE[what]
    before = (a_request(a_voucher("VC-0"), "before"), "spender")
    asked = (a_request(command, '{"k\\'), actor)
    after = (a_request(a_voucher("V-2", {"amount": "0.01"}), "after"), "spender")
    history = [*a_world(), before, asked, after]
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK, lambda: NOW)
        assert [said(journal.post(request, actor)) for request, actor in history] == judged(history)
    checked(migrated_url)


def test_a_request_that_strains_harms_nobody_in_its_batch(migrated_url: str) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        good = [a_request(a_voucher(f"G-{n}", {"amount": "0.01"}), f"G-{n}") for n in range(4)]
        bad = [a_request(command, what) for what, (actor, command) in WIDE.items() if actor == "spender"]
        outcomes = journal.post_all([*good[:2], *bad, *good[2:]], "spender")
        assert [o.refusal for o in outcomes[:2] + outcomes[-2:]] == [None] * 4
    assert {f"G-{n}" for n in range(4)} <= set(paid(checked(migrated_url)))


def test_a_full_batch_of_the_widest_commands_fits_one_statement(migrated_url: str) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        lines = [{"amount": "0.01", "source": f"no-{n}"} for n in range(100)]
        wide = [a_request(a_voucher(f"W-{n}", *lines), f"W-{n}") for n in range(256)]
        outcomes = Journal(engine, BOOK).post_all(wide, "spender")
        assert {o.refusal.code for o in outcomes if o.refusal} == {"unknown_document"}


def test_opening_a_book_again_is_refused_and_leaves_it_as_it_was(migrated_url: str) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        outcome = Journal(engine, BOOK).post(
            a_request(a_command("open_book", name_th="อื่น"), "again"), "officer"
        )
        assert outcome.refusal is not None
        assert outcome.refusal.code == "number_used"
        with engine.connect() as connection:
            assert [(row.book, row.name) for row in queries.books(connection)] == [(BOOK, "สมุดทดลอง")]


def test_a_refused_request_to_a_book_that_was_never_opened_leaves_nothing(migrated_url: str) -> None:
    with opened(migrated_url) as engine:
        outcome = Journal(engine, "no-book").post(a_request(a_command("commit"), "k"), "spender")
        assert outcome.refusal is not None
        assert (outcome.refusal.code, outcome.refusal.facts["why"]) == ("bad_value", "not_open")
        with engine.connect() as connection:
            assert queries.head(connection, "no-book") is None
            assert connection.execute(head_table.select()).all() == []


def test_two_books_of_one_place_know_nothing_of_each_other(migrated_url: str) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        other = Journal(engine, "book-2")
        for request, actor in a_world("book-2"):
            assert other.post(request, actor).refusal is None
        assert Journal(engine, BOOK).post(a_request(a_voucher("V-1"), "V-1"), "spender").refusal is None
        with engine.connect() as connection:
            one, two = (queries.head(connection, book) for book in (BOOK, "book-2"))
            assert one is not None
            assert two is not None
            assert one.size == two.size + 1
            assert queries.balances(connection, BOOK) != queries.balances(connection, "book-2")
    checked(migrated_url)


@pytest.mark.parametrize("items", (True, False))
@pytest.mark.parametrize("as_of", (None, 30))
@pytest.mark.parametrize("on", (None, date(2025, 11, 10)))
def test_balances_are_whole_numbers_however_they_are_asked_for(
    *, items: bool, as_of: int | None, on: date | None, migrated_url: str
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine, engine.connect() as connection:
        rows = queries.balances(connection, BOOK, items=items, as_of=as_of, on=on)
        assert rows
        assert {type(row.balance) for row in rows} == {int}
