"""Notes: checkpoints that an auditor holds, and those that the book keeps, against the recomputed tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.seal import Checkpoint, SealInvalid, parse_checkpoint, root_at
from ledger.signing import NoteInvalid, Verifier, verify_note
from ledger.verification.fold import Tree
from ledger.verification.report import Problems

CODES = {
    "malformed": "checkpoint_unreadable",
    "bad_signature": "checkpoint_bad_signature",
    "unknown_key": "checkpoint_key_unknown",
}


@dataclass(frozen=True, slots=True)
class Notary:
    """Who compares notes with a tree of `size` entries; `newest` among those that agree is kept."""

    tree: Tree
    size: int
    verifiers: Sequence[Verifier]
    problems: Problems

    def kept(self, rows: Iterable[tuple[Any, ...]]) -> list[Checkpoint]:
        """The checkpoints the book keeps, as far as they agree: rows of (size, note)."""
        agreed = []
        for size, note in rows:
            facts = {"table": "checkpoint", "size": size}
            known = self._read(note, facts, signed=bool(self.verifiers))
            if known is None:
                continue
            if known.size != size:
                self.problems.add("row_differs", **facts, column="size", expected=known.size, found=size)
            elif self._agrees(known, facts):
                agreed.append(known)
        return agreed

    def held(self, notes: Sequence[str], kept: Sequence[Checkpoint]) -> list[Checkpoint]:
        """The checkpoints an auditor brings, as far as they agree; the book must know of each."""
        agreed = []
        for place, note in enumerate(notes, 1):
            facts: dict[str, object] = {"table": "checkpoint", "held": place}
            known = self._read(note, facts, signed=True)
            if known is None:
                continue
            facts["size"] = known.size
            origins = {other.origin for other in kept}
            if origins and known.origin not in origins:
                expected = " ".join(sorted(origins))
                self.problems.add("checkpoint_other_origin", **facts, expected=expected, found=known.origin)
            elif self._agrees(known, facts):
                agreed.append(known)
                if known.size not in {other.size for other in kept}:
                    self.problems.add("row_missing", **facts)
        return agreed

    def _read(self, note: str, facts: dict[str, Any], *, signed: bool) -> Checkpoint | None:
        """The checkpoint of a note. One signed by nobody we know is said so, and compared all the same."""
        try:
            text = verify_note(note, self.verifiers)
        except NoteInvalid as invalid:
            if invalid.code != "unknown_key" or signed:
                self.problems.add(CODES[invalid.code], **facts)
            if invalid.code != "unknown_key":
                return None
            text = note.rpartition("\n\n")[0] + "\n"
        try:
            return parse_checkpoint(text)
        except SealInvalid as invalid:
            self.problems.add("checkpoint_unreadable", **facts, why=invalid.code)
            return None

    def _agrees(self, known: Checkpoint, facts: dict[str, Any]) -> bool:
        if known.size > self.size:
            self.problems.add("journal_truncated", **facts, expected=known.size, found=self.size)
            return False
        root = root_at(known.size, self.tree.read)
        if root != known.root:
            self.problems.add("checkpoint_differs", **facts, expected=known.root, found=root)
        return root == known.root
