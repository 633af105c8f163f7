"""Blocks: texts on a page as typst writes them, one of the same height each.

A tone mark that stands a little higher than its font has it is a block of its own. It goes into the
block it belongs to here, so that a consonant and its marks are one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reports.pdf.operations import Operation

_COLOURS: Final = frozenset({b"cs", b"scn", b"CS", b"SCN", b"gs"})
_RISE_MAX: Final = 20.0  # points; a mark stands higher or lower by less than that


@dataclass(slots=True)
class Block:
    """`q x y cm … BT body ET Q`, and what stands around it."""

    head: list[Operation]
    body: list[Operation]
    tail: list[Operation]

    @property
    def place(self) -> list[float]:
        """The six numbers of its place on the page."""
        return [float(one) for operands, name in self.head if name == b"cm" for one in operands]

    def take(self, other: Block) -> None:
        """Go on with the body of a block of the same direction."""
        (*_, x, y), (*_, other_x, other_y) = self.place, other.place
        self.body += [_moved(one, other_x - x, y - other_y) for one in other.body]

    def beside(self, other: Block) -> bool:
        """Whether another has the same direction and about the same height."""
        (*mine, _, y), (*others, _, other_y) = self.place, other.place
        return mine == others and abs(y - other_y) < _RISE_MAX


def _moved(operation: Operation, right: float, down: float) -> Operation:
    operands, name = operation
    if name != b"Tm":
        return operation
    *direction, x, y = operands
    return [*direction, round(x + right, 5), round(y + down, 5)], name


def joined(
    operations: Sequence[Operation], is_marks: Callable[[list[Operation]], bool]
) -> Iterator[Operation | Block]:
    """The operations with their blocks: marks alone, and what follows them, in the block they belong to."""
    last: Block | None = None
    marks: Block | None = None
    for part in _parts(operations):
        if isinstance(part, Block) and last and last.beside(part):
            alone = is_marks(part.body)
            if alone or (marks and marks.place[4] == part.place[4]):
                last.take(part)
                marks = part if alone else None
                continue
        if last:
            yield last
        last, marks = (part, None) if isinstance(part, Block) else (None, None)
        if not isinstance(part, Block):
            yield part
    if last:
        yield last


def _parts(operations: Sequence[Operation]) -> Iterator[Operation | Block]:
    at = 0
    while at < len(operations):
        block, after = _block(operations, at)
        yield block or operations[at]
        at = after if block else at + 1


def _block(operations: Sequence[Operation], at: int) -> tuple[Block | None, int]:
    """The block that begins here, and where it ends."""
    start = at
    at += operations[at][1] == b"BDC"
    names = [name for _, name in operations[at : at + 2]]
    if names != [b"q", b"cm"]:
        return None, start
    at += 2
    while at < len(operations) and operations[at][1] in _COLOURS:
        at += 1
    if at == len(operations) or operations[at][1] != b"BT":
        return None, start
    body = at + 1
    end = _index(operations, b"ET", body)
    after = end + 2 + (operations[start][1] == b"BDC")
    expected = [b"ET", b"Q", b"EMC"][: after - end]
    if [name for _, name in operations[end:after]] != expected:
        return None, start
    return Block([*operations[start:body]], [*operations[body:end]], [*operations[end:after]]), after


def _index(operations: Sequence[Operation], wanted: bytes, at: int) -> int:
    return next(place for place in range(at, len(operations)) if operations[place][1] == wanted)


def flat(parts: Iterable[Operation | Block]) -> list[Operation]:
    """All operations in order."""
    found: list[Operation] = []
    for part in parts:
        found += [*part.head, *part.body, *part.tail] if isinstance(part, Block) else [part]
    return found
