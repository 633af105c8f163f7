"""Notes: a checkpoint that an auditor holds binds the journal for ever."""

from __future__ import annotations

import pytest

from ledger.seal import EMPTY, checkpoint_body, leaf_hash
from ledger.signing import SigningKey, sign_note
from ledger.verification.fold import Tree
from ledger.verification.notes import Notary
from ledger.verification.report import Problems

SIZE = 300
LEAVES = [leaf_hash(str(n).encode()) for n in range(SIZE)]
ORIGIN = "khlang.test/notes"
KEY, STRANGER = SigningKey(ORIGIN, bytes(32)), SigningKey("khlang.test/stranger", bytes(range(32)))
TREE = Tree(b"".join(LEAVES))


def a_note(size: int = SIZE, *, origin: str = ORIGIN, key: SigningKey = KEY, root: bytes = b"") -> str:
    return sign_note(checkpoint_body(origin, size, root or EMPTY.extend(LEAVES[:size]).root()), key)


def judged(held: list[str], kept: list[tuple[int, str]]) -> tuple[list[str], list[int]]:
    """The codes that are said, and the sizes that agree."""
    problems = Problems()
    notary = Notary(TREE, SIZE, [KEY.verifier], problems)
    known = notary.kept(kept)
    agreed = [*known, *notary.held(held, known)]
    return [problem.code for problem in problems.kept], sorted({note.size for note in agreed})


@pytest.mark.parametrize("size", (0, 1, 255, 256, 257, 299, 300))
def test_a_checkpoint_of_any_size_agrees_with_the_tree_it_was_made_from(size: int) -> None:
    assert judged([a_note(size)], [(size, a_note(size))]) == ([], [size])


@pytest.mark.parametrize(
    ("note", "code"),
    (
        (a_note(10, root=bytes(32)), "checkpoint_differs"),
        (a_note(SIZE + 1, root=bytes(32)), "journal_truncated"),
        (a_note(origin="khlang.test/other"), "checkpoint_other_origin"),
        (a_note(key=STRANGER), "checkpoint_key_unknown"),
        (a_note()[:-30] + "AAAA" + a_note()[-26:], "checkpoint_bad_signature"),
        ("no note", "checkpoint_unreadable"),
        (sign_note("three\nlines\nof text\n", KEY), "checkpoint_unreadable"),
        ("", "checkpoint_unreadable"),
    ),
)
def test_a_checkpoint_that_does_not_agree_is_named(note: str, code: str) -> None:
    assert judged([note], [(SIZE, a_note())])[0] == [code]


def test_a_checkpoint_that_was_held_must_have_been_kept() -> None:
    assert judged([a_note(7)], [(SIZE, a_note())])[0] == ["row_missing"]


@pytest.mark.parametrize(
    ("row", "code"),
    (
        ((7, a_note(8)), "row_differs"),
        ((8, a_note(8, root=bytes(32))), "checkpoint_differs"),
        ((999, a_note(999, root=bytes(32))), "journal_truncated"),
        ((8, a_note(8, key=STRANGER)), "checkpoint_key_unknown"),
        ((8, "scribble"), "checkpoint_unreadable"),
    ),
)
def test_a_kept_checkpoint_that_does_not_agree_is_named(row: tuple[int, str], code: str) -> None:
    assert judged([], [row])[0] == [code]
