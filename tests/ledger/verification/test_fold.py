"""Fold: a second way to the rows that posting writes."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from ledger.documents import documents_of, field_of_plain, papers_of
from ledger.entries import Entry
from ledger.projection import project
from ledger.rules import EMPTY
from ledger.seal import EMPTY as EMPTY_TREE
from ledger.seal import TILE_WIDTH, completed_tiles, leaf_hash, leaf_reader, root_at
from ledger.verification.examination import examine
from ledger.verification.fold import Buckets, Tree, add_flows, reversal_problem, runs_of, twice
from ledger.verification.report import Problems
from tests.builders import BOOK
from tests.ledger.verification.rows import a_spent_book, rows_of

ENTRIES = a_spent_book().entries


def test_folding_bodies_gives_the_rows_that_posting_writes() -> None:
    problems = Problems()
    found, buckets = examine(BOOK, rows_of(ENTRIES)), Buckets(problems)
    posted = project(ENTRIES, lambda _: EMPTY)
    assert buckets.lines(found.movements) == posted.lines
    assert sorted(buckets.rows()) == sorted(posted.opened)
    assert found.documents == posted.documents
    assert {(*day, *flow) for day, flow in found.flows.items()} == set(posted.days)
    assert problems.kept == []


def test_runs_add_up_to_the_whole() -> None:
    rows = rows_of(ENTRIES)
    whole, total = examine(BOOK, rows), dict[tuple[str, str, str, str, str], list[int]]()
    for run in runs_of(rows, 7):
        add_flows(total, examine(BOOK, run, first=run[0][0]).flows)
    assert total == whole.flows


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.seq}-{entry.kind}")
def test_a_command_and_its_journal_form_make_the_same_papers(entry: Entry) -> None:
    if entry.refused:
        assert list(documents_of(entry)) == []
        return
    command = entry.command.plain()
    papers = papers_of(entry.kind, entry.unit, entry.document_year, command, field_of_plain)
    assert papers == [document[:-1] for document in documents_of(entry)]


def test_a_balance_that_does_not_follow_is_named() -> None:
    problems = Problems()
    buckets = Buckets(problems)
    buckets.lines([("satang:available:1032:L69", 1, 1, 10, 10), ("satang:available:1032:L69", 2, 1, 5, 16)])
    facts = [(p.code, p.facts["bucket"], p.facts["expected"], p.facts["found"]) for p in problems.kept]
    assert facts == [("balance_differs", "available:1032:L69", "15", "16")]


@pytest.mark.parametrize("size", (0, 1, 255, 256, 257, 700, 256 * 256, 256 * 256 + 300))
def test_the_tree_has_the_root_frontier_and_tiles_of_the_one_that_grew(size: int) -> None:
    leaves = [leaf_hash(str(n).encode()) for n in range(size)]
    tree, grown = Tree(b"".join(leaves)), EMPTY_TREE.extend(leaves)
    assert tree.frontier() == grown
    tiles = completed_tiles(0, size, leaf_reader(leaves))
    assert list(tree.tiles()) == [(tile.level, tile.index, tile.hashes) for tile in tiles]
    for old in {0, size // 2, size - size % TILE_WIDTH, size}:
        assert root_at(old, tree.read) == EMPTY_TREE.extend(leaves[:old]).root()


def body(*lines: tuple[str, int], **more: object) -> dict[str, Any]:
    return {
        "lines": [{"bucket": name, "measure": "satang", "amount": str(amount)} for name, amount in lines],
        **more,
    }


SPENT = body(("available:1032:L", -5), ("expended:1032:L:V/1", 5))


@pytest.mark.parametrize(
    ("reversal", "target", "why"),
    (
        (body(("available:1032:L", 5), ("expended:1032:L:V/1", -5)), SPENT, ""),
        (body(("expended:1032:L:V/1", -5), ("available:1032:L", 5)), SPENT, ""),
        (body(("remitted:1032:L", 5), ("expended:1032:L:V/1", -5)), SPENT, ""),
        (body(("available:1032:L", 4), ("expended:1032:L:V/1", -4)), SPENT, "not_mirrored"),
        (body(("available:1033:L", 5), ("expended:1032:L:V/1", -5)), SPENT, "not_mirrored"),
        (body(("available:1032:L", 5), ("expended:1032:L:V/2", -5)), SPENT, "not_mirrored"),
        (body(), SPENT, "not_mirrored"),
        (body(), body(), "nothing_to_reverse"),
        (SPENT, {**SPENT, "refusal": {"code": "short"}}, "nothing_to_reverse"),
    ),
)
def test_a_reversal_is_the_mirror_image(reversal: dict[str, Any], target: dict[str, Any], why: str) -> None:
    assert reversal_problem(reversal, target) == why


def test_the_reversals_of_the_rules_are_mirror_images() -> None:
    bodies = [orjson.loads(entry.body()) for entry in ENTRIES]
    pairs = [(e.seq, e.refers_to) for e in ENTRIES if e.kind == "reverse"]
    assert pairs
    assert {reversal_problem(bodies[seq - 1], bodies[target - 1]) for seq, target in pairs} == {""}


def test_what_is_reversed_twice_is_named() -> None:
    assert list(twice([(5, 1), (6, 2), (7, 1)])) == [(7, 1)]
