"""Package: the files of an audit bundle, and the signed manifest that holds them together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledger.calendar import fiscal_year
from ledger.entries import Entry
from ledger.money import minor_unit
from ledger.signing import sign_note
from reconciliation.statement import Statement
from reports import GENERATOR, verifier
from reports.exports.beancount import beancount_ledger
from reports.exports.bundle.documents import Row
from reports.exports.bundle.readme import readme
from reports.exports.bundle.registers import Register, registers
from reports.exports.bundle.sealed import Sealed, sealed_lines
from reports.exports.guarded import csv_lines
from reports.exports.hledger import hledger_journal
from reports.exports.origin import Origin
from reports.exports.packed import Counted, Packed, packing

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a bundle says of itself besides the statement: its workbook, the run, the first language.

    `workbook` is the file made from the same statement, `content_digest` its content digest.
    """

    workbook: Path
    content_digest: str
    run: str = ""
    language: str = "th"


def write_bundle(
    statement: Statement, path: Path, *, entries: Sequence[Entry], sealed: Sealed, scope: Scope
) -> dict[str, Any]:
    """Write the bundle to `path`, whole or not at all; returns its manifest.

    `entries` are the journal up to the statement's position; what was sealed since is in entries.jsonl
    only. Raises Unusable `cannot_write` (facts `path`, `reason`) when the disk does not take it.
    """
    with packing(path) as target:
        _fill(target, statement, entries, sealed, scope)
        manifest = _manifest(statement, target.files, scope)
        _seal(target, manifest, sealed)
    return manifest


def _fill(
    target: Packed, statement: Statement, entries: Sequence[Entry], sealed: Sealed, scope: Scope
) -> None:
    origin, counted = _origin(statement), {"rows": 0}
    target.add("README.txt", [readme(statement, scope.language)])
    for register in registers(statement, entries):
        _register(target, register)
    target.add("checkpoints.txt", ["\n".join(sealed.notes)])
    target.add("entries.jsonl", _counting(sealed_lines(sealed), counted), counted)
    target.add("journal.beancount", beancount_ledger(entries, origin))
    target.add("journal.hledger", hledger_journal(entries, origin))
    target.add("key.txt", [f"{sealed.key.verifier.text}\n"])
    target.add("verify_khlang.py", [verifier.source()])
    with scope.workbook.open("rb") as file:
        target.add("workbook.xlsx", iter(lambda: file.read(_CHUNK), b""))


def _register(target: Packed, register: Register) -> None:
    """Add a CSV file with its rows counted and its money summed."""
    sums = {column: 0 for column in register.columns if column in register.money}
    told: dict[str, Any] = {"rows": 0}

    def rows() -> Iterator[Row]:
        for row in register.rows():
            values = tuple(row)
            told["rows"] += 1
            for column, value in zip(register.columns, values, strict=True):
                if column in sums and isinstance(value, int):
                    sums[column] += value
            yield values

    target.add(register.name, csv_lines(register.columns, rows()), told)
    told["sums"] = {column: str(total) for column, total in sums.items()}


def _counting(parts: Iterable[str], counted: dict[str, int]) -> Iterator[str]:
    for part in parts:
        counted["rows"] += 1
        yield part


def _seal(target: Packed, manifest: dict[str, Any], sealed: Sealed) -> None:
    """Add the manifest and the note that signs its digest; a checkpoint it can never be taken for."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    digest = target.add("manifest.json", [text]).hash.hexdigest()
    note = f"{verifier.SIGNED_AS}\n{manifest['book']['id']}\n{digest}\n"
    target.add("manifest.note", [sign_note(note, sealed.key)])


def _origin(statement: Statement) -> Origin:
    book = statement.book
    return Origin(
        book=book.id,
        name_th=book.name_th,
        name_en=book.name_en,
        money=minor_unit(book.currency),
        size=statement.position,
        root=statement.root,
    )


def _manifest(statement: Statement, files: Iterable[Counted], scope: Scope) -> dict[str, Any]:
    book = statement.book
    return {
        "format": verifier.FORMAT,
        "book": {"id": book.id, "name_th": book.name_th, "name_en": book.name_en, "currency": book.currency},
        "minor_unit": minor_unit(book.currency),
        "cut_off": statement.on.isoformat(),
        "fiscal_year": fiscal_year(statement.on),
        "units": [row.district for row in statement.districts],
        "position": statement.position,
        "root": statement.root,
        "rules": {"version": statement.rules.version, "digest": statement.rules.digest},
        "run": scope.run,
        "language": scope.language,
        "generator": GENERATOR,
        "content_digest": scope.content_digest,
        "files": sorted((file.entry() for file in files), key=lambda one: str(one["name"])),
    }
