"""Bundles of books in memory, and ways to tamper with them that leave everything else consistent."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from ledger.seal import checkpoint_body
from ledger.seal.tree import EMPTY, leaf_hash
from ledger.signing import SigningKey, sign_note
from reconciliation.statement import Statement
from reports import verifier
from reports.books.reconciliation import write_workbook
from reports.exports.bundle import Scope, Sealed, write_bundle
from reports.journal import journal_rows
from tests.reconciliation.builders import Book

ORIGIN: Final = "khlang.test/bundle"
KEY: Final = SigningKey(ORIGIN, bytes(range(32)))
OTHER: Final = SigningKey(ORIGIN, bytes(range(1, 33)))
Files = dict[str, bytes]
Change = Callable[[Files], None]


def note_at(book: Book, size: int, key: SigningKey = KEY) -> str:
    """The signed checkpoint of a book's first entries."""
    return signed([entry.body() for entry in book.entries[:size]], key)


def signed(bodies: list[bytes], key: SigningKey = KEY) -> str:
    root = EMPTY.extend(map(leaf_hash, bodies)).root()
    return sign_note(checkpoint_body(ORIGIN, len(bodies), root), key)


def bundled(  # a bundle as the edge makes it, without a database
    book: Book,
    statement: Statement,
    folder: Path,
    *,
    lang: str = "th",
    extra: int = 0,
    **options: Any,  # noqa: ANN401 - the workbook's own
) -> Path:
    """The bundle of a book; `extra` of its last entries came after the statement."""
    size = len(book.entries) - extra
    root = EMPTY.extend(leaf_hash(entry.body()) for entry in book.entries[:size]).root()
    statement = replace(statement, position=size, root=root.hex())
    file, bodies = folder / "workbook.xlsx", [entry.body() for entry in book.entries]
    digest = write_workbook(
        statement,
        file,
        lang=lang,
        created=datetime.fromisoformat(book.entries[-1].recorded_at),
        closed_through=date(2030, 1, 1),
        journal=journal_rows(book.entries[:size]),
        **options,
    )
    write_bundle(
        statement,
        folder / "bundle.zip",
        entries=book.entries[:size],
        sealed=Sealed(size=len(bodies), bodies=lambda: bodies, notes=(signed(bodies),), key=KEY),
        scope=Scope(workbook=file, content_digest=digest, language=lang),
    )
    return folder / "bundle.zip"


def wrong_with(path: Path, key: str = "", held: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the verifier finds wrong first: code and facts; nothing when all is right."""
    try:
        for _ in verifier.check_bundle(path, key, (held or {}).items()):
            pass
    except verifier.Wrong as wrong:
        return {"code": wrong.code, **wrong.facts}
    return {}


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def tampered(path: Path, change: Change, *, key: SigningKey | None = None) -> Path:
    """A copy of a bundle with a change; with a key, the manifest is made to fit and signed again."""
    files = files_of(path)
    change(files)
    if key is not None:
        remade(files, key)
    target = path.with_name("tampered.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return target


def remade(files: Files, key: SigningKey) -> None:
    """Let the manifest say of each file what it is now, sums left as they were."""
    manifest: dict[str, Any] = json.loads(files["manifest.json"])
    for one in manifest["files"]:
        data = files.get(one["name"], b"")
        one |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    files["manifest.json"] = (json.dumps(manifest, ensure_ascii=False) + "\n").encode()
    digest = hashlib.sha256(files["manifest.json"]).hexdigest()
    text = f"{verifier.SIGNED_AS}\n{manifest['book']['id']}\n{digest}\n"
    files["manifest.note"] = sign_note(text, key).encode()


def edited(name: str, old: str, new: str) -> Change:
    """Replace the first occurrence of a text in a file."""

    def change(files: Files) -> None:
        text = files[name].decode()
        assert old in text, (name, old)
        files[name] = text.replace(old, new, 1).encode()

    return change
