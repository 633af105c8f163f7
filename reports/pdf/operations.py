"""Operations: the content of a PDF page read and written (ISO 32000-1, 7.8.2), as far as typst writes it.

Instead of pypdf's reader, which takes five times as long: an operand is a number, a name ("/f0"), a text
(bytes), a list or a table; a bare word within a table is a `Word`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

Operation = tuple[list[Any], bytes]

_TOKEN: Final = re.compile(
    rb"\s*(?:(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?![^\s()<>\[\]/]))"
    rb"|(?P<name>/[^\s()<>\[\]/]*)|(?P<opening><<|\[)|(?P<closing>>>|\])"
    rb"|<(?P<hex>[0-9A-Fa-f\s]*)>|(?P<text>\()|(?P<word>[^\s()<>\[\]/]+))"
)
_PAREN: Final = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
_MEANT: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b""}


class Word(bytes):
    """A bare word that is a value: true, false, null."""


def read_operations(data: bytes) -> Iterator[Operation]:
    """The operations of a page; raises ValueError for what typst would not write."""
    stack: list[list[Any]] = [[]]
    at = 0
    while found := _TOKEN.match(data, at):
        kind, at = str(found.lastgroup), found.end()
        if kind == "word" and len(stack) == 1:
            yield stack[0], found["word"]
            stack = [[]]
        elif kind == "opening":
            stack.append([])
        elif kind == "closing":
            inner = stack.pop()
            stack[-1].append(
                inner if found[kind] == b"]" else dict(zip(inner[::2], inner[1::2], strict=True))
            )
        elif kind == "text":
            end = _end_of_text(data, at)
            stack[-1].append(_ESCAPED.sub(_meant, data[at : end - 1]))
            at = end
        else:
            stack[-1].append(_value(kind, found[kind]))
    if data[at:].strip() or stack != [[]]:
        raise ValueError(f"a page ends in {data[at : at + 20]!r}")


def _value(kind: str, token: bytes) -> Any:  # noqa: ANN401 - an operand
    if kind == "number":
        return float(token) if b"." in token else int(token)
    if kind == "name":
        return token.decode("latin-1")
    return bytes.fromhex(token.decode()) if kind == "hex" else Word(token)


def _end_of_text(data: bytes, at: int) -> int:
    """Where the text that begins here ends: parentheses within it come in pairs."""
    depth = 1
    for found in _PAREN.finditer(data, at):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    raise ValueError("a text without end")


def _meant(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 8) & 0xFF]) if found[1] else _MEANT.get(found[2], found[2])


def write_operations(operations: Iterable[Operation]) -> bytes:
    """The content of a page.

    >>> write_operations(read_operations(b"/f0 14 Tf [(ab) 20.5 <00ff>] TJ")).split()
    [b'/f0', b'14', b'Tf', b'[<6162>', b'20.5', b'<00ff>]', b'TJ']
    """
    return b"".join(b" ".join((*map(_written, operands), name)) + b"\n" for operands, name in operations)


def _written(value: Any) -> bytes:  # noqa: ANN401 - an operand
    if isinstance(value, str):
        return value.encode("latin-1")
    if isinstance(value, Word):
        return bytes(value)
    if isinstance(value, bytes):
        return b"<" + value.hex().encode() + b">"
    if isinstance(value, dict):
        return b"<<" + b" ".join(_written(one) for pair in value.items() for one in pair) + b">>"
    if isinstance(value, list):
        return b"[" + b" ".join(map(_written, value)) + b"]"
    return _number(value)


def _number(value: float) -> bytes:
    """A number without an exponent, which PDF does not know."""
    plain = repr(value)
    return (plain if "e" not in plain else f"{value:.10f}").encode()
