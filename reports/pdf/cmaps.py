"""Character maps: which text each number in a PDF's font stands for (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

_ONE: Final = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]*)>\s")
_ENTRIES_MAX: Final = 100  # of one block
_HEAD: Final = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_FOOT: Final = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def read_cmap(data: bytes) -> dict[int, str]:
    """The texts of a map that lists each number by itself.

    >>> read_cmap(write_cmap({1: "ก", 2: "fi"}))
    {1: 'ก', 2: 'fi'}
    """
    blocks = re.findall(rb"beginbfchar(.*?)endbfchar", data, flags=re.DOTALL)
    found = [one for block in blocks for one in _ONE.findall(block)]
    return {int(number, 16): _text(text) for number, text in found}


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


def write_cmap(texts: Mapping[int, str]) -> bytes:
    """The map of texts by number."""
    return (_HEAD + "".join(_blocks(texts)) + _FOOT).encode("ascii")


def _blocks(texts: Mapping[int, str]) -> Iterator[str]:
    lines = [
        f"<{number:04X}> <{text.encode('utf-16-be').hex().upper()}>\n"
        for number, text in sorted(texts.items())
    ]
    for first in range(0, len(lines), _ENTRIES_MAX):
        block = lines[first : first + _ENTRIES_MAX]
        yield f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n"
