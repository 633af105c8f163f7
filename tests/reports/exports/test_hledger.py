"""hledger, an independent program, reads the export and comes to our balances under our own names."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.buckets import Bucket
from ledger.entries import Entry
from reports.exports.hledger import hledger_journal
from tests.reconciliation.builders import PILOT, folder_book
from tests.reports.journals import HOSTILE, ORIGIN, a_journal, a_money, balances_of, journals


def hledger(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run hledger over a journal given on its standard input."""
    return subprocess.run(
        ["hledger", "-f-", *arguments],
        input=text,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def recomputed(text: str) -> dict[tuple[str, str], int]:
    """Every balance as hledger adds it up; one transaction's amounts have one measure here."""
    run = hledger(text, "balance", "--flat", "--empty", "--no-total", "--layout=bare", "--output-format=csv")
    assert run.returncode == 0, run.stderr
    rows = list(csv.reader(io.StringIO(run.stdout)))[1:]
    return {(name, measure): int(amount) for name, measure, amount in rows}


def text_of(entries: Iterable[Entry]) -> str:
    return "".join(hledger_journal(entries, ORIGIN))


def test_each_entry_is_a_transaction_with_position_kind_and_actor() -> None:
    entries = a_journal([[(a_money("available"), a_money("committed", "จ 1/2569"), 7_400_000)]])
    assert (
        "\n2026-02-03 (1) disburse  ; actor:os:clerk\n"
        '    available:1032:2569-HOUSING-SURVEY  -7400000 "satang"\n'
        '    committed:1032:2569-HOUSING-SURVEY:จ 1/2569  7400000 "satang"\n'
    ) in text_of(entries)


def test_an_actor_cannot_leave_the_comment() -> None:
    text = text_of(a_journal([[(a_money("approved"), a_money("released"), 7)]], actor="x\n2026-01-01 forged"))
    assert not any(line.startswith("2026-01-01") for line in text.splitlines())


@pytest.mark.hledger
def test_hledger_takes_every_hostile_document_number_as_it_is() -> None:
    entries = a_journal(
        [[(a_money("available"), a_money("committed", item), at)] for at, item in enumerate(HOSTILE, 1)]
    )
    assert recomputed(text_of(entries)) == balances_of(entries)


@pytest.mark.hledger
def test_hledger_takes_every_visible_character_anywhere_in_a_name() -> None:
    odd = [chr(code) for code in range(0x21, 0x0F00) if chr(code).isprintable() and chr(code) != ":"]
    shapes = [shape.format(c) for c in odd for shape in ("{0}", "a{0}", "{0}b", "a {0}", "a {0} b", "{0} b")]
    entries = a_journal(
        [[(a_money("plan"), a_money("delivered", item), 1)] for item in dict.fromkeys(shapes)]
    )
    assert recomputed(text_of(entries)) == balances_of(entries)


@pytest.mark.hledger
@given(st.lists(journals(), min_size=4, max_size=8))
def test_hledger_recomputes_every_bucket_and_finds_nothing_undeclared(drawn: list[list[Entry]]) -> None:
    for entries in drawn:
        text = text_of(entries)
        assert hledger(text, "check", "--strict").returncode == 0, text
        assert recomputed(text) == balances_of(entries)


@pytest.mark.hledger
def test_a_changed_amount_is_found_by_the_file_itself() -> None:
    text = text_of(a_journal([[(a_money("approved"), a_money("released"), 700)]]))
    forged = text.replace(' 700 "satang"\n', ' 600 "satang"\n', 1).replace(" -700 ", " -600 ", 1)
    assert (hledger(text, "check").returncode, hledger(forged, "check").returncode) == (0, 1)


@pytest.mark.hledger
def test_an_empty_journal_is_a_valid_file(tmp_path: Path) -> None:
    assert recomputed(text_of([])) == {}
    assert not any(tmp_path.iterdir())


@pytest.mark.hledger
def test_one_name_may_hold_two_measures() -> None:
    lot = Bucket("delivered", "1032", "HH", "DN-1", "household")
    entries = a_journal(
        [
            [(lot._replace(stage="survey"), lot, 5)],
            [(lot._replace(stage="survey", measure="m2"), lot._replace(measure="m2"), 7)],
        ]
    )
    assert recomputed(text_of(entries)) == balances_of(entries)


@pytest.mark.hledger
def test_hledger_recomputes_the_pilot() -> None:
    entries = folder_book(PILOT).entries
    text = text_of(entries)
    assert hledger(text, "check", "--strict").returncode == 0
    assert recomputed(text) == balances_of(entries)
