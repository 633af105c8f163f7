"""Checkpoints: signed over what is stored, kept once, and proofs that stand without the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from ledger.checkpoints import (
    consistency_of,
    inclusion_of,
    known_verifiers,
    make_checkpoint,
    newest_checkpoint,
    open_key,
    proof_of,
)
from ledger.databases import open_engine
from ledger.entries import read_entry
from ledger.errors import Damaged, UnknownEntry, Unusable
from ledger.posting import Journal
from ledger.seal import (
    leaf_hash,
    parse_checkpoint,
    parse_tlog_proof,
    verify_consistency,
    verify_inclusion,
)
from ledger.signing import KeyInvalid, SigningKey, verify_note
from ledger.tables import checkpoint
from tests.builders import BOOK, a_request, a_voucher
from tests.faults.books import open_world
from tests.faults.burglary import broken_into

ORIGIN = f"khlang.test/{BOOK}"
KEY = SigningKey(ORIGIN, bytes(range(32)))


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    open_world(migrated_url)
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


def spend(engine: Engine, first: int, count: int) -> None:
    requests = [
        a_request(a_voucher(f"V{n}", {"amount": "0.01"}), f"v{n}") for n in range(first, first + count)
    ]
    outcomes = Journal(engine, BOOK).post_all(requests, "spender")
    assert not any(outcome.refusal for outcome in outcomes)


def kept(engine: Engine) -> list[tuple[int, str]]:
    with engine.connect() as connection:
        query = select(checkpoint.c.size, checkpoint.c.note).where(checkpoint.c.book == BOOK)
        return [(row.size, row.note) for row in connection.execute(query.order_by(checkpoint.c.size))]


def test_a_checkpoint_is_signed_kept_once_per_size_and_answered_again(engine: Engine) -> None:
    note = make_checkpoint(engine, BOOK, KEY, ORIGIN)
    assert make_checkpoint(engine, BOOK, KEY, ORIGIN) == note
    spend(engine, 0, 1)
    later = make_checkpoint(engine, BOOK, KEY, ORIGIN)
    sizes = [parse_checkpoint(verify_note(said, [KEY.verifier])).size for said in (note, later)]
    assert kept(engine) == [(sizes[0], note), (sizes[1], later)]
    assert sizes[1] == sizes[0] + 1


def test_another_key_signs_the_same_size_without_its_being_kept_twice(engine: Engine) -> None:
    note = make_checkpoint(engine, BOOK, KEY, ORIGIN)
    other = SigningKey("khlang.test/other", bytes(32))
    assert verify_note(make_checkpoint(engine, BOOK, other, ORIGIN), [other.verifier])
    assert [said for _, said in kept(engine)] == [note]


def test_the_newest_checkpoint_up_to_a_size_is_found(engine: Engine) -> None:
    note = make_checkpoint(engine, BOOK, KEY, ORIGIN)
    size = kept(engine)[0][0]
    with engine.connect() as connection:
        assert [newest_checkpoint(connection, BOOK, n) for n in (size - 1, size, size + 5)] == [
            "",
            note,
            note,
        ]


def test_a_proof_stands_without_the_database(engine: Engine) -> None:
    spend(engine, 0, 256)
    for seq in (1, 255, 256, 257, 280):
        proof = parse_tlog_proof(proof_of(engine, BOOK, seq, KEY, ORIGIN))
        signed = parse_checkpoint(verify_note(proof.checkpoint, [KEY.verifier]))
        leaf = leaf_hash(proof.extra)
        assert verify_inclusion(leaf, proof.index, signed.size, signed.root, proof.hashes)
        assert (read_entry(proof.extra).seq, proof.index) == (seq, seq - 1)


def test_the_book_as_it_stands_only_appended_to_every_earlier_size(engine: Engine) -> None:
    spend(engine, 0, 250)
    with engine.connect() as connection:
        for size in (0, 1, 30, 256, 270):
            said = consistency_of(connection, BOOK, size)
            assert verify_consistency(size, said.old_root, said.size, said.root, said.hashes)


@pytest.mark.parametrize("seq", (-1, 0, 10_000))
def test_there_is_no_proof_of_an_entry_that_is_not_there(engine: Engine, seq: int) -> None:
    with pytest.raises(UnknownEntry), engine.connect() as connection:
        inclusion_of(connection, BOOK, seq)


def test_there_is_no_consistency_with_a_longer_book(engine: Engine) -> None:
    with pytest.raises(UnknownEntry), engine.connect() as connection:
        consistency_of(connection, BOOK, 10_000)


def test_a_book_that_is_not_there_is_not_signed(engine: Engine) -> None:
    with pytest.raises(Unusable, match="unknown_book"):
        make_checkpoint(engine, "nothing", KEY, ORIGIN)


ATTACKS = (
    "UPDATE entry SET leaf_hash = body WHERE book = ? AND seq = 260",
    "DELETE FROM entry WHERE book = ? AND seq = 260",
    "DELETE FROM tile WHERE book = ?",
    "UPDATE head SET root = frontier WHERE book = ?",
    "UPDATE checkpoint SET note = 'scribble' WHERE book = ?",
    "UPDATE checkpoint SET note = replace(note, substr(note, 24, 6), 'AAAAAA') WHERE book = ?",
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack[:26])
def test_what_does_not_follow_is_never_signed(engine: Engine, migrated_url: str, attack: str) -> None:
    spend(engine, 0, 230)
    make_checkpoint(engine, BOOK, KEY, ORIGIN)
    spend(engine, 300, 1)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM tile")).scalar_one() == 1
    with broken_into(migrated_url) as execute:
        execute(attack, BOOK)
    with pytest.raises(Damaged):
        make_checkpoint(engine, BOOK, KEY, ORIGIN)
    assert len(kept(engine)) == 1


def test_the_key_of_a_place_is_made_once_and_serves_every_book(tmp_path: Path) -> None:
    file = tmp_path / "khlang.key"
    assert known_verifiers(file) == []
    key = open_key(file, ORIGIN)
    assert key.name == ORIGIN
    assert open_key(file, "khlang.test/second") == key
    assert known_verifiers(file) == [key.verifier]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "khlang.key"
    open_key(file, ORIGIN)
    file.chmod(0o644)
    with pytest.raises(KeyInvalid, match="readable_by_others"):
        open_key(file, ORIGIN)
    assert known_verifiers(file) == []
