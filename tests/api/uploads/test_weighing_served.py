"""Hostile files over HTTP: refused within 2 seconds and 300 MB with the place named, and nothing is left.

They are handed to one serving process one after the other, so that what one leaves in memory would show.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest

from tests.api.intake.workbooks import a_workbook
from tests.api.uploads.hostile import MEGABYTE
from tests.api.uploads.served import CSV, HEADER, RIGHT, XLSX, traces
from tests.api.uploads.test_weighing import HOSTILE_CELLS, WHOLE, Make
from tests.serving import Office
from tests.sources import ROOT

SECONDS_MAX: Final = 2
MEGABYTES_MAX: Final = 300
CSVS: Final[Mapping[str, tuple[Make, str]]] = {
    "commas": (lambda: b"," * 6 * MEGABYTE, "too_many_cells"),
    "wide": (lambda: b"a" + b"," * 150_000, "too_many_columns"),
    "one long cell": (lambda: b'number,"' + b"x" * 7 * MEGABYTE, "cell_too_long"),
    "null bytes": (lambda: b"number,date\n\0\0", "null_byte"),
    "another encoding": (lambda: b"number,date\n\xff\xfe", "encoding"),
}
HALF: Final = len(WHOLE) // 2


def handed(office: Office, files: Mapping[str, tuple[bytes, str]], at: Path) -> dict[str, dict[str, Any]]:
    """What a serving process of its own answers to files, each within bounds; and that nothing is left."""
    temporary, listed = at / "temporary", []
    temporary.mkdir()
    for number, (name, (data, called)) in enumerate(files.items()):
        file = at / f"upload-{number}"
        file.write_bytes(data)
        listed.append((name, str(file), XLSX if called.endswith("xlsx") else CSV, called))
    (at / "list.json").write_text(json.dumps(listed), encoding="utf-8")
    before = traces(office)
    told = served(office, at / "list.json", temporary)
    assert list(temporary.iterdir()) == []
    taken = sum(answer["status"] == 201 for answer in told.values())
    assert traces(office) == (before[0] + taken, *before[1:])
    for name, answer in told.items():
        assert answer["seconds"] < SECONDS_MAX, name
        assert answer["megabytes"] < MEGABYTES_MAX, name
    return told


def served(office: Office, listed: Path, temporary: Path) -> dict[str, dict[str, Any]]:
    typed = [sys.executable, "-m", "tests.api.uploads.child_served"]
    arguments = [office.settings.database, office.tokens["officer"], str(listed)]
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}}
    said = subprocess.run(
        [*typed, *arguments], cwd=ROOT, capture_output=True, check=False, timeout=60,
        env={**kept, "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert said.returncode == 0, said.stderr.decode()
    told: dict[str, dict[str, Any]] = json.loads(said.stdout)
    return told


@pytest.mark.parametrize(("first", "last"), ((0, HALF), (HALF, len(WHOLE))))
def test_a_hostile_workbook_is_refused(office: Office, first: int, last: int, tmp_path: Path) -> None:
    chosen = dict(islice(WHOLE.items(), first, last))
    files = {name: (make(), "x.xlsx") for name, (make, _, _) in chosen.items()}
    for name, answer in handed(office, files, tmp_path).items():
        if len(files[name][0]) > 8 * MEGABYTE:
            assert (answer["status"], answer["code"]) == (413, "too_large"), name
            continue
        _, why, value = chosen[name]
        assert (answer["status"], answer["code"]) == (400, "unreadable_file"), name
        assert (answer["facts"]["why"], answer["facts"]["file"]) == (why, "x.xlsx"), name
        assert value in {"", answer["facts"].get("value")}, name


def test_a_hostile_csv_is_refused(office: Office, tmp_path: Path) -> None:
    files = {name: (make(), "transfers.csv") for name, (make, _) in CSVS.items()}
    for name, answer in handed(office, files, tmp_path).items():
        found = (answer["status"], answer["code"], answer["facts"]["why"])
        assert found == (400, "unreadable_file", CSVS[name][1]), name


def test_a_hostile_cell_is_named(office: Office, tmp_path: Path) -> None:
    files = {str(number): (data, name) for number, (data, name, _) in enumerate(HOSTILE_CELLS)}
    for name, answer in handed(office, files, tmp_path).items():
        assert (answer["status"], answer["state"]) == (201, "wrong")
        cells = HOSTILE_CELLS[int(name)][2]
        assert dict(answer["cells"]) == {f"transfers!{at}": why for at, why in cells.items()}


def test_a_full_upload_is_taken_within_the_same_bounds(office: Office, tmp_path: Path) -> None:
    """What is measured is the whole of it: a file of 3,000 rows costs more than nothing."""
    rows = [(f"TF-{n}", *RIGHT.split(",")[1:-1], "1.00") for n in range(3_000)]
    files = {"full": (a_workbook((tuple(HEADER.split(",")), *rows), "transfers"), "x.xlsx")}
    answer = handed(office, files, tmp_path)["full"]
    assert (answer["state"], answer["seconds"] > 0.3, answer["megabytes"] > 50) == ("right", True, True)
