"""Verifier: checks a Khlang audit bundle without Khlang; shipped in each bundle as `verify_khlang.py`.

ตรวจพิสูจน์ชุดหลักฐานของ Khlang โดยไม่ต้องใช้ Khlang: ใช้ Python 3.9 ขึ้นไปเท่านั้น ไม่ต้องติดตั้งสิ่งใดเพิ่ม

    python verify_khlang.py BUNDLE.zip [--key KEY] [--checkpoint FILE ...] [--json]
    python verify_khlang.py RECEIPT.tlog-proof --key KEY

One file, standard library only, Python >= 3.9. It reads nothing but the bundle and what you hold, and
changes nothing. It recomputes everything from the journal's entries: leaves, tree, signatures, balances,
the registers, the value of the work, both plain-text journals and the workbook's cells; it names the
first thing that is wrong and stops. Exit code 0: everything agrees; 1: something is wrong; 2: unusable.
Take this program from somebody you trust, not from the bundle you doubt, and give it the public key
and the checkpoints that you kept yourself. A receipt proves that one entry is in the book that was signed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from reports.verifier.bundle import Bundle, figure
from reports.verifier.cells import check_workbook
from reports.verifier.entries import Book, check_entries
from reports.verifier.identities import check_value
from reports.verifier.journals import check_journals
from reports.verifier.notes import Verifier, read_checkpoint, read_key, read_note, split_notes
from reports.verifier.receipts import RECEIPT, check_receipt
from reports.verifier.registers import check_registers
from reports.verifier.said import (
    AGREES,
    CHECKPOINTS,
    ENTRIES,
    KEY,
    KEY_GIVEN,
    KEY_HELD,
    MANIFEST,
    NOTE,
    PASSED,
    REGISTER_FILES,
    SIGNED_AS,
    Plain,
    Wrong,
    reading_as,
)


def check_manifest(bundle: Bundle, key: Verifier) -> None:
    """Every file's size, digest, rows and sums, and the signature over the manifest. Raises Wrong."""
    for name, said in bundle.files.items():
        for column, good in said.get("sums", {}).items():
            found = sum(figure(row, column) for row in _dicts(bundle, name))
            if str(found) != good:
                raise Wrong("manifest", MANIFEST, f"{name}: sum of {column}", found, good)
        if "rows" in said:
            headed = not name.endswith(".jsonl")
            found = sum(1 for _ in (bundle.rows(name) if headed else bundle.lines(name))) - headed
            if found != said["rows"]:
                raise Wrong("manifest", MANIFEST, f"{name}: rows", found, said["rows"])
        digest, size = bundle.digest(name)
        if (digest, size) != (said["sha256"], said["bytes"]):
            raise Wrong("manifest", name, "SHA-256", said["sha256"], digest)
    lines = read_note(bundle.text(NOTE), key, NOTE).split("\n")
    wanted = [SIGNED_AS, bundle.manifest["book"]["id"], bundle.digest(MANIFEST)[0], ""]
    if lines != wanted:
        raise Wrong("manifest", MANIFEST, "signed SHA-256", " ".join(lines), " ".join(wanted))


def _dicts(bundle: Bundle, name: str) -> Iterator[Plain]:
    rows = bundle.rows(name)
    header = next(rows, [])
    return (dict(zip_longest(header, row)) for row in rows)


def check_bundle(
    path: Path, key_text: str = "", held: Iterable[tuple[str, str]] = ()
) -> Iterator[tuple[str, str]]:
    """Check everything in order, yielding (what, detail) for what agrees; raises Wrong at the first fault.

    `key_text` is the public key you hold; `held` are (file name, signed note) of checkpoints you hold.
    """
    with contextlib.closing(Bundle(path)) as bundle:
        bundle.complete()
        yield from _checks(bundle, key_text, held)


def _checks(bundle: Bundle, key_text: str, held: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    given = bundle.text(KEY).strip()
    if key_text and key_text.strip() != given:
        raise Wrong("key_differs", KEY, expected=key_text.strip(), found=given)
    key = read_key(key_text or given)
    sealed = [read_checkpoint(note, key, CHECKPOINTS) for note in split_notes(bundle.text(CHECKPOINTS))]
    mine = [read_checkpoint(note, key, file) for file, note in held]
    for one in mine:
        if one.origin != sealed[-1].origin:
            raise Wrong("rewritten", CHECKPOINTS, "origin", one.origin, sealed[-1].origin)
    yield "signatures", f"{len(sealed)} + {len(mine)}"
    book = Book(bundle.cut_off)
    size = check_entries(bundle, sealed, mine, book)
    yield "entries", f"{size}, root {sealed[-1].root.hex()}"
    yield "balances", str(len(book.held))
    with reading_as("malformed", ENTRIES):
        check_registers(bundle, book)
        yield "registers", str(len(REGISTER_FILES))
        check_journals(bundle, book.held)
        yield "journals", "hledger, beancount"
        cells, rows = check_value(bundle, book)
        yield "identities", f"{len(cells)} × {len(rows)}"
        check_workbook(bundle, book, cells, rows)
    yield "workbook", bundle.manifest["content_digest"]
    check_manifest(bundle, key)
    yield "manifest", str(len(bundle.files))


def _told(path: Path, key: str, held: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What agrees of a bundle, or of a receipt, whichever the file is."""
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(RECEIPT)) == RECEIPT.encode():
                return check_receipt(path.name, path.read_text("utf-8"), key, held)
    return check_bundle(path, key, held)


def main(words: list[str] | None = None) -> int:
    """Run from a terminal; returns the exit code."""
    parser = argparse.ArgumentParser(description="Check a Khlang audit bundle / ตรวจพิสูจน์ชุดหลักฐานของ Khlang")
    parser.add_argument(
        "bundle", nargs="?", type=Path, default=Path(__file__).parent, help="zip, its folder, or a receipt"
    )
    parser.add_argument("--key", default="", help="the public key you hold: name+id+key, or a file of it")
    parser.add_argument("--checkpoint", action="append", type=Path, default=[], help="a checkpoint you hold")
    parser.add_argument("--json", action="store_true", help="one JSON document and nothing else")
    asked = parser.parse_args(words)
    checks: list[dict[str, str]] = []
    wrong: Wrong | None = None
    try:
        key = Path(asked.key).read_text("utf-8") if asked.key and Path(asked.key).is_file() else asked.key
        held = [(str(file), file.read_text("utf-8")) for file in asked.checkpoint]
        for what, detail in _told(asked.bundle, key, held):
            checks.append({"check": what, "detail": detail})
            if not asked.json:
                _say(f"ok  {what}: {' / '.join(PASSED[what])} ({detail})")
    except Wrong as found:
        wrong = found
    except (OSError, UnicodeDecodeError) as error:
        wrong = Wrong("unusable", str(error))
    trust = KEY_HELD if asked.key else KEY_GIVEN
    if asked.json:
        said = {"code": wrong.code, **wrong.facts} if wrong else None
        _say(
            json.dumps(
                {"ok": not wrong, "checks": checks, "key": trust[1], "wrong": said}, ensure_ascii=False
            )
        )
    else:
        _say(wrong.line() if wrong else f"{' / '.join(AGREES)}\n{' / '.join(trust)}")
    return 0 if not wrong else 2 if wrong.code == "unusable" else 1


def _say(text: str) -> None:
    sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "replace"))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
