"""Even who holds the key cannot change a column of a register unnoticed: the entries say otherwise."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Final

import pytest

from tests.reconciliation.everything import a_book_of_everything
from tests.reports.bundles import KEY, Change, Files, bundled, files_of, tampered, wrong_with

# What the engine of matching judged is no figure: these are bound by the signed manifest alone.
JUDGED: Final = {("matches.csv", column) for column in ("rule", "kind", "vouchers", "deliveries", "status")}


def another(value: str) -> str:
    return str(int(value) + 1) if value.lstrip("-").isdigit() else f"{value}x"


def column_changed(name: str, at: int) -> Change:
    """Another value in the first row, and a manifest that tells no sums."""

    def change(files: Files) -> None:
        rows = list(csv.reader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))
        rows[1][at] = another(rows[1][at])
        page = io.StringIO()
        csv.writer(page, lineterminator="\n").writerows(rows)
        files[name] = f"\ufeff{page.getvalue()}".encode()
        manifest = json.loads(files["manifest.json"])
        for one in manifest["files"]:
            one.pop("sums", None)
        files["manifest.json"] = json.dumps(manifest).encode()

    return change


@pytest.mark.slow
def test_another_value_in_any_column_is_named(tmp_path: Path) -> None:
    book = a_book_of_everything()
    bundle = bundled(book, book.statement("2026-09-30"), tmp_path)
    assert wrong_with(tampered(bundle, lambda _: None, key=KEY)) == {}
    unnoticed = set()
    for name, data in files_of(bundle).items():
        header = (
            next(csv.reader([data.decode("utf-8-sig").partition("\n")[0]])) if name.endswith(".csv") else []
        )
        for at, column in enumerate(header):
            if not wrong_with(tampered(bundle, column_changed(name, at), key=KEY)):
                unnoticed.add((name, column))
    assert unnoticed == JUDGED
