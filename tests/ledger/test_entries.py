"""Entries: what is attested, and that everything kept beside the body can be computed from it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Literal

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.entries import FORMAT_VERSION, canonical, content_hash, read_entry
from ledger.projection import entry_row, project
from ledger.rules import EMPTY
from tests.builders import Desk, a_book, a_command, a_voucher, hash_of

HALVES: tuple[Literal["Cs"], ...] = ("Cs",)
NAMES = st.text("abz_9", min_size=1, max_size=3)
PLAIN = st.recursive(
    st.booleans() | st.text(st.characters(exclude_categories=HALVES), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def a_full_desk() -> Desk:
    proposal = a_command("propose", number="PP-0")
    desk = a_book(("spender", a_voucher("VC-0", {}, {"activity": "EX"})), ("spender", proposal))
    desk.refused(a_voucher("V-1", {"amount": "5000.00"}), "spender")
    desk.done(a_command("approve", content_hash=hash_of(proposal)), "approver", remark="เห็นชอบ")
    desk.done(a_command("reverse"), "spender")
    return desk


@given(value=PLAIN)
def test_canonical_bytes_are_those_of_rfc_8785(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]  # its own recursive type


def test_a_body_holds_strings_true_lists_and_objects_with_sorted_keys_only() -> None:
    def walk(value: object) -> None:
        assert value is True or isinstance(value, str | list | dict)
        if isinstance(value, dict):
            assert list(value) == sorted(value)
            assert all(name.isascii() for name in value)
        if isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                walk(inner)

    for entry in a_full_desk().entries:
        walk(orjson.loads(entry.body()))


def test_a_body_is_read_back_as_the_same_entry() -> None:
    for entry in a_full_desk().entries:
        assert read_entry(entry.body()) == entry
        assert read_entry(entry.body()).body() == entry.body()


@pytest.mark.parametrize(
    ("field", "value"),
    (
        ("book", "other"),
        ("seq", 99),
        ("kind", "other"),
        ("recorded_at", "2025-11-20T03:00:00.000001Z"),
        ("actor", "other"),
        ("lines", ()),
        ("unit", "1033"),
        ("document_year", 2570),
        ("refers_to", 7),
        ("proposal", 7),
        ("refusal", ("short", {"has": "1"})),
    ),
)
def test_every_attested_field_changes_the_body(field: str, value: object) -> None:
    entry = a_full_desk().entries[-1]
    other = replace(entry, **{field: value}, _kept=[])  # type: ignore[arg-type]  # one field of any type
    assert other.body() != entry.body()
    assert orjson.loads(entry.body())["v"] == FORMAT_VERSION


def test_a_request_s_hash_tells_content_and_not_the_key() -> None:
    entry = a_full_desk().entries[-1]
    assert replace(entry.request, key="other").digest() == entry.request.digest()
    for field in ("remark", "made_by", "approved_by", "acting_for"):
        assert replace(entry.request, **{field: "x"}).digest() != entry.request.digest()  # type: ignore[arg-type]  # texts
    assert replace(entry.request, taken_over=True).digest() != entry.request.digest()


def test_the_content_hash_is_of_the_command_alone() -> None:
    command = a_command("commit")
    assert content_hash(command) == hashlib.sha256(rfc8785.dumps(command.plain())).hexdigest()
    assert content_hash(command) != content_hash(a_command("commit", amount="50.01"))
    assert content_hash(a_command("release")) != content_hash(
        a_command("hold_release", number="RL-2", instalment=2)
    )


def test_a_leaf_is_the_hash_of_the_body_behind_a_nought() -> None:
    for entry in a_full_desk().entries:
        row = entry_row(entry)
        assert row.leaf_hash == hashlib.sha256(b"\x00" + row.body).digest()
        assert row == entry_row(read_entry(row.body))


def test_all_rows_of_a_book_come_out_of_its_bodies() -> None:
    entries = a_full_desk().entries
    read = [read_entry(entry.body()) for entry in entries]
    assert project(read, lambda _: EMPTY) == project(entries, lambda _: EMPTY)


def test_a_bucket_s_id_is_where_it_was_opened() -> None:
    rows = project(a_full_desk().entries, lambda _: EMPTY)
    first = {line.bucket_id: (line.seq, line.no) for line in reversed(rows.lines)}
    assert {row.id: divmod(row.id, 4096) for row in rows.opened} == first
    assert not rows.changed
