"""beancount, an independent program, reads the export and comes to our balances."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core import data, realization
from hypothesis import given

from ledger.buckets import Bucket
from ledger.entries import Entry
from reports.exports.beancount import account, beancount_ledger, currency, unescape_account, unescape_currency
from tests.reconciliation.builders import PILOT, folder_book
from tests.reports.journals import (
    HOSTILE,
    ORIGIN,
    a_journal,
    a_money,
    balances_of,
    journals,
    measures,
    segments,
)


def read(text: str) -> list[Any]:
    entries, errors, _ = loader.load_string(text)
    assert errors == [], text
    return list(entries)


def recomputed(text: str) -> dict[tuple[str, str], int]:
    """Every balance as beancount adds it up, under our own names."""
    root = realization.realize(read(text))  # type: ignore[no-untyped-call] # beancount leaves it so
    return {
        (unescape_account(node.account), unescape_currency(position.units.currency)): int(
            position.units.number
        )
        for node in realization.iter_children(root)  # type: ignore[no-untyped-call] # beancount leaves it so
        for position in node.balance
    }


def unequal(entries: list[Entry]) -> dict[tuple[str, str], int]:
    return {key: amount for key, amount in balances_of(entries).items() if amount}


@pytest.mark.parametrize("item", HOSTILE)
def test_a_hostile_document_number_reaches_beancount_and_comes_back(item: str) -> None:
    entries = a_journal([[(a_money("available"), a_money("committed", item), 5)]])
    assert recomputed("".join(beancount_ledger(entries, ORIGIN))) == balances_of(entries)


@given(journals())
def test_beancount_recomputes_every_bucket(entries: list[Entry]) -> None:
    assert recomputed("".join(beancount_ledger(entries, ORIGIN))) == unequal(entries)


@given(segments, segments, segments)
def test_the_escape_of_accounts_can_be_undone(unit: str, code: str, item: str) -> None:
    bucket = Bucket("in_transit", unit, code, item, "satang")
    assert unescape_account(account(bucket)) == bucket.name
    assert account(bucket).isascii()


@given(measures)
def test_the_escape_of_currencies_can_be_undone(measure: str) -> None:
    assert unescape_currency(currency(measure)) == measure


def test_a_changed_amount_is_found_by_the_file_itself() -> None:
    entries = a_journal([[(a_money("approved"), a_money("released"), 700)]])
    forged = "".join(beancount_ledger(entries, ORIGIN)).replace("  700 SATANG", "  600 SATANG", 1)
    _, errors, _ = loader.load_string(forged.replace("-700 SATANG", "-600 SATANG", 1))
    assert errors != []


def test_position_kind_and_actor_go_with_each_transaction() -> None:
    entries = a_journal([[(a_money("approved"), a_money("released"), 7)]], actor='os:"clerk"\n\\2026')
    found = [e for e in read("".join(beancount_ledger(entries, ORIGIN))) if isinstance(e, data.Transaction)]
    assert [(int(e.meta["seq"]), e.narration, e.meta["actor"]) for e in found] == [
        (1, "disburse", 'os:"clerk"\\u000a\\2026')
    ]


def test_an_empty_journal_is_a_valid_file(tmp_path: Path) -> None:
    file = tmp_path / "empty.beancount"
    file.write_text("".join(beancount_ledger([], ORIGIN)), encoding="utf-8")
    entries, errors, options = loader.load_file(str(file))
    assert (entries, errors, options["operating_currency"]) == ([], [], ["SATANG"])


def test_beancount_recomputes_the_pilot() -> None:
    entries = folder_book(PILOT).entries
    assert recomputed("".join(beancount_ledger(entries, ORIGIN))) == unequal(entries)
