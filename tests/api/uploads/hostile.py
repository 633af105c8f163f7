"""Files that nobody should send: each kind as bytes, with the name it comes under."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

from tests.api.intake.workbooks import BOOK, MAIN, parts, relations, zipped

MEGABYTE = 1024 * 1024
NAMED = BOOK.replace("Sheet1", "transfers")
HEADER = ("number", "date", "line", "from", "to", "amount")
RIGHT = ("TR-1", "2025-10-15", "L69", "DEPT", "1032", "400.00")


def cell(at: str, text: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def with_part(name: str, text: str = "<x/>") -> bytes:
    return zipped({**sheet(), name: text})


def row(number: int, texts: tuple[str, ...]) -> str:
    cells = "".join(cell(f"{chr(ord('A') + at)}{number}", text) for at, text in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'


def sheet(data: str = "", before: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook whose one sheet holds transfers."""
    return {**parts(row(1, HEADER) + data, before=before), "xl/workbook.xml": NAMED}


def with_row(**changes: str) -> bytes:
    """One row of transfers as a CSV; `from_` is `from`."""
    cells = dict(zip(HEADER, RIGHT, strict=True)) | {name.strip("_"): text for name, text in changes.items()}
    return f"{','.join(HEADER)}\n{','.join(cells.values())}\n".encode()


def words(size: int) -> str:
    """Text that packs no better than writing does, so that no ratio gives it away."""
    rng = random.Random(7)  # noqa: S311 - the same file every time
    block = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz 0123456789", k=MEGABYTE))
    return (block * (size // MEGABYTE + 1))[:size]


def pieces(kind: str, size: int) -> Iterator[bytes]:
    if kind == "zeros":
        yield from (b"\0" * MEGABYTE for _ in range(size // MEGABYTE))
    else:
        block = words(MEGABYTE).encode()
        yield from (block for _ in range(size // MEGABYTE))


def streamed(name: str, kind: str, size: int) -> bytes:
    """A workbook with one more part of any size, made without holding it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, text in sheet().items():
            archive.writestr(part, text)
        with archive.open(name, "w", force_zip64=True) as stream:
            for piece in pieces(kind, size):
                stream.write(piece)
    return data.getvalue()


def strings(text: str) -> str:
    return f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'


def linked(kind: str, target: str) -> dict[str, str | bytes]:
    link = relations(kind, target, ' TargetMode="External"')
    return {**sheet(), "xl/worksheets/_rels/sheet1.xml.rels": link}


def lying(claimed: int) -> bytes:
    """A part that unpacks to more than the directory says."""
    data = zipped(sheet("<row/>" * 400_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return data.replace(size.to_bytes(4, "little"), claimed.to_bytes(4, "little"))


def nested() -> bytes:
    """Two directory entries for one part (a bomb that overlaps itself)."""
    data = zipped({**sheet(), "xl/media/a.bin": b"\0" * MEGABYTE, "xl/media/b.bin": b"\0" * MEGABYTE})
    return data.replace(b"xl/media/b.bin", b"xl/media/a.bin")


def crowded(entries: int) -> bytes:
    """A directory that names one small part over and over."""
    data = zipped({"a": ""})
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    directory = data[at:end] * entries
    count = (entries & 0xFFFF).to_bytes(2, "little") * 2
    size = len(directory).to_bytes(4, "little")
    return data[:at] + directory + data[end : end + 8] + count + size + data[end + 16 :]
