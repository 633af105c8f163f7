"""Entries: leaves, order, proofs, roots and balances, and the documents they make."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from reports.verifier.bundle import Bundle
from reports.verifier.notes import Checkpoint
from reports.verifier.said import CHECKPOINTS, ENTRIES, MANIFEST, Place, Plain, Wrong, reading_as
from reports.verifier.tree import Tree, included

MONEY = (
    "appropriation", "approved", "released", "reserved", "in_transit", "available", "committed", "advanced",
    "expended", "matched", "exempt", "disallowed", "carried", "remitted", "lapsed",
)  # fmt: skip
SETS = {
    **dict.fromkeys(MONEY, "money"),
    **dict.fromkeys(("plan", "survey", "target", "delivered", "accepted", "rejected"), "work"),
    **dict.fromkeys(("worth", "earned", "settled"), "worth"),
}
SOURCES = {"appropriation", "plan", "survey", "worth"}


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def canonical(value: object) -> str:
    """RFC 8785 for texts, true, false, lists and objects with ASCII keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def read_body(text: str) -> Plain:
    """An entry's facts; ValueError unless the text is the canonical form of an object without numbers."""
    plain = json.loads(text, parse_int=_no_number, parse_float=_no_number, parse_constant=_no_number)
    if canonical(plain) != text or not isinstance(plain, dict):
        raise ValueError(canonical(plain))
    return plain


def read_lines(bundle: Bundle) -> Iterator[tuple[int, Plain, bytes]]:
    """Every line of the entries: number, what it says, and the leaf of its body. Raises Wrong."""
    for number, line in enumerate(bundle.lines(ENTRIES), 1):
        at = f"line {number}"
        with reading_as("malformed", ENTRIES, at):
            said = json.loads(line)
            if set(said) != {"seq", "leaf", "proof", "body"} or canonical(said) != line:
                raise Wrong("not_canonical", ENTRIES, at)
            if said["seq"] != number:
                raise Wrong("order", ENTRIES, at, number, said["seq"])
            leaf = hashlib.sha256(b"\x00" + said["body"].encode()).digest()
            if leaf.hex() != said["leaf"]:
                raise Wrong("leaf", ENTRIES, at, leaf.hex(), said["leaf"])
        with reading_as("not_canonical", ENTRIES, at):
            said["body"] = read_body(said["body"])
        yield number, said, leaf


def check_entries(bundle: Bundle, sealed: list[Checkpoint], held: list[Checkpoint], book: Book) -> int:
    """Leaves, order, proofs, roots and balances of all entries; fills the book. Raises Wrong."""
    newest = max(sealed, key=lambda one: one.size)
    wanted: dict[int, list[tuple[bytes, str, str]]] = defaultdict(list)
    for one in sealed:
        wanted[one.size].append((one.root, "root", CHECKPOINTS))
    for one in held:
        if one.size > newest.size:
            raise Wrong("held_newer", CHECKPOINTS, expected=one.size, found=newest.size)
        wanted[one.size].append((one.root, "rewritten", ENTRIES))
    wanted[bundle.position].append((bytes.fromhex(bundle.manifest["root"]), "root", MANIFEST))
    tree = Tree()
    _check_root(tree, wanted)
    for number, said, leaf in read_lines(bundle):
        at, body = f"line {number}", said["body"]
        with reading_as("malformed", ENTRIES, at):
            if (body["seq"], body["book"]) != (str(number), bundle.manifest["book"]["id"]):
                raise Wrong("order", ENTRIES, at, number, f"{body['book']} {body['seq']}")
            proof = [base64.b64decode(one, validate=True) for one in said["proof"]]
            found = included(leaf, number - 1, newest.size, proof)
            if found != newest.root:
                raise Wrong("proof", ENTRIES, at, newest.root.hex(), (found or b"").hex())
            tree.append(leaf)
            book.fold(number, body, leaf, attested=number <= bundle.position)
        _check_root(tree, wanted)
    if tree.size != newest.size:
        raise Wrong("order", ENTRIES, "last line", newest.size, tree.size)
    return tree.size


def _check_root(tree: Tree, wanted: dict[int, list[tuple[bytes, str, str]]]) -> None:
    for root, code, file in wanted.get(tree.size, []):
        if tree.root() != root:
            raise Wrong(code, file, f"size {tree.size}", tree.root().hex(), root.hex())


class Fact(NamedTuple):
    """One entry that is no refusal, as documents are made from it."""

    seq: int
    kind: str
    on: str
    command: Plain
    unit: str
    person: str
    actor: str
    approved_by: str
    proposal: int
    lines: list[Plain]
    leaf: str

    def gained(self, stage: str) -> int:
        """What it added to a stage."""
        return sum(int(line["amount"]) for line in self.lines if stage_of(line["bucket"]) == stage)

    def number(self, name: str) -> int:
        """A figure of the command; 0 when it has none."""
        return int(self.command.get(name, "0"))

    def text(self, name: str) -> str:
        """A text of the command."""
        return str(self.command.get(name, ""))


def stage_of(bucket: str) -> str:
    """The stage a bucket's name begins with."""
    return bucket.partition(":")[0]


class Book:
    """What the entries come to: balances at the position, and the documents effective by the cut-off."""

    def __init__(self, cut_off: str) -> None:
        self.cut_off = cut_off
        self.held: dict[Place, int] = {}  # after the position; `_later` after what was posted since
        self._later: dict[Place, int] = {}
        self.at_cut: dict[Place, int] = defaultdict(int)
        self.registered: dict[str, dict[str, Plain]] = defaultdict(dict)
        self.kinds: dict[str, list[Fact]] = defaultdict(list)
        self.referring: dict[int, list[Fact]] = defaultdict(list)
        self.reversals: dict[int, Fact] = {}
        self.reserved: dict[tuple[str, str], int] = defaultdict(int)
        self.refunds: dict[str, int] = defaultdict(int)
        self._days: dict[int, str] = {}

    def fold(self, seq: int, body: Plain, leaf: bytes, *, attested: bool) -> None:
        """Take in one entry; raises Wrong when its lines do not follow or do not balance."""
        left: dict[tuple[str, str], int] = defaultdict(int)
        if not attested and not self._later:
            self._later = dict(self.held)
        held = self.held if attested else self._later
        for line in body.get("lines", ()):
            stage, amount = stage_of(line["bucket"]), int(line["amount"])
            place = line["bucket"], line["measure"]
            after, at = held.get(place, 0) + amount, f"line {seq}, bucket {line['bucket']}"
            if after != int(line["balance"]):
                raise Wrong("balance", ENTRIES, at, after, line["balance"])
            if after < 0 and stage not in SOURCES:
                raise Wrong("below_zero", ENTRIES, at, found=after)
            held[place] = after
            left[line["measure"], SETS[stage]] += amount
        for (measure, kind), rest in left.items():
            if rest:
                raise Wrong("unbalanced", ENTRIES, f"line {seq}, {kind} in {measure}", 0, rest)
        if attested and "refusal" not in body:
            self._document(seq, body, leaf.hex())

    def _document(self, seq: int, body: Plain, leaf: str) -> None:
        asked, refers = body["request"], int(body.get("refers_to", "0"))
        command = asked["command"]
        if body["kind"] in REFERENCES:
            self.registered[body["kind"]][command.get("code", "")] = command
        self._days[seq] = max(asked["effective_on"], self._days.get(refers, ""))
        if self._days[seq] > self.cut_off:
            return
        person = asked.get("made_by", "") or ("" if asked.get("taken_over") else body["actor"])
        fact = Fact(
            *(seq, body["kind"], asked["effective_on"], command, body.get("unit", ""), person, body["actor"]),
            *(asked.get("approved_by", ""), int(body.get("proposal", "0")), body.get("lines", []), leaf),
        )
        self.kinds[fact.kind].append(fact)
        if refers:
            self.referring[refers].append(fact)
        if fact.kind == "reverse":
            self.reversals[refers] = fact
        self._move(fact)

    def _move(self, fact: Fact) -> None:
        waits = any(stage_of(line["bucket"]) == "reserved" for line in fact.lines)
        for line in fact.lines:
            stage, unit = line["bucket"].split(":")[:2]
            self.at_cut[line["bucket"], line["measure"]] += int(line["amount"])
            if waits and stage != "reserved":
                self.reserved[unit, stage] -= int(line["amount"])
            if fact.kind == "refund":
                self.refunds[line["bucket"]] -= int(line["amount"])

    def standing(self, *kinds: str) -> Iterator[Fact]:
        """What was not reversed, kind by kind."""
        return (one for kind in kinds for one in self.kinds[kind] if one.seq not in self.reversals)

    def about(self, seq: int, *kinds: str) -> list[Fact]:
        """What refers to a position and was not reversed."""
        known = self.referring.get(seq, [])
        return [one for one in known if one.kind in kinds and one.seq not in self.reversals]

    def approver(self, fact: Fact) -> str:
        """Who approved a document, or the proposal that it came of."""
        if fact.approved_by or not fact.proposal:
            return fact.approved_by
        return ", ".join(one.person or one.actor for one in self.about(fact.proposal, "approve"))

    def named(self, kind: str, code: str) -> Plain:
        """A registered unit, line or activity."""
        return self.registered[kind].get(code, {})


REFERENCES = {"open_book", "register_unit", "open_line", "define_activity"}


def attested(bundle: Bundle) -> Iterator[tuple[int, Plain, bytes]]:
    """The entries up to the position that the reports were made at: number, body, leaf."""
    for number, said, leaf in read_lines(bundle):
        if number > bundle.position:
            return
        yield number, said["body"], leaf
