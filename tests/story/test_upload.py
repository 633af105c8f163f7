"""A finance officer fills in a template, mends three mistakes, looks at the preview and records it, once."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook

from ledger.tables import entry
from tests.api.uploads.served import XLSX, count, do, hand_in
from tests.serving import Office, an_office

FIRST_ROW: Final = 3  # below the names of the columns and what they mean
ROWS: Final = (
    {
        "number": "TR-51",
        "date": "2025-11-10",
        "line": "L69",
        "from": "DEPT",
        "to": "1032",
        "amount": "200.00",
    },
    {
        "number": "TR-52",
        "date": "2025-11-10",
        "line": "L69",
        "from": "DEPT",
        "to": "1033",
        "amount": "300.00",
    },
    {"number": "TR-53", "date": "2025-11-11", "line": "L69", "from": "DEPT", "to": "1032", "amount": "50.50"},
)
MISTAKES: Final = ({"date": "2568-11-10"}, {"amount": "สามร้อย"}, {"to": ""})


def filled(data: bytes, *rows: dict[str, str]) -> bytes:
    """A workbook with rows typed into its sheet of transfers, as a person would."""
    book = load_workbook(io.BytesIO(data))
    sheet = book["transfers"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, FIRST_ROW):
        for name, text in row.items():
            sheet.cell(number, columns[name]).value = text or None
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def red(data: bytes) -> list[str]:
    """The addresses of the cells that are marked."""
    sheet: Any = load_workbook(io.BytesIO(data))["transfers"]
    return [
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFF8B4B4"
    ]


def handed(office: Office, data: bytes, key: str) -> tuple[str, Any]:
    """The address of what was handed in, and what was found in it."""
    said = hand_in(office, data, key, address="?name=%E0%B9%82%E0%B8%AD%E0%B8%99.xlsx", media=XLSX)
    assert said.status_code == 201, said.text
    return f"/uploads/{said.json['id']}", said.json


def test_a_finance_officer_records_transfers_by_upload(migrated_url: str, tmp_path: Path) -> None:
    with an_office(migrated_url, tmp_path) as office:
        template = office.get("officer", "/uploads/templates/transfers").data
        before = count(office, entry)

        mistaken = [{**row, **slip} for row, slip in zip(ROWS, MISTAKES, strict=True)]
        at, found = handed(office, filled(template, *mistaken), "first")
        assert (found["state"], len(found["wrong"])) == ("wrong", 3)
        marked = office.get("officer", f"{at}/marked").data
        assert red(marked) == [each["cell"] for each in found["wrong"]]
        assert do(office, at).json["code"] == "upload_wrong"

        at, found = handed(office, filled(marked, *ROWS), "second")
        assert (found["state"], found["new"], found["there"]) == ("right", 3, 0)
        moved = {
            row["unit"]: (row["before"], row["after"]) for row in found["balances"] if row["unit"] == "DEPT"
        }
        assert moved == {"DEPT": ("5400.00", "4849.50")}
        assert count(office, entry) == before

        tag = office.get("officer", at).headers["ETag"]
        done, again = (do(office, at, tag=tag) for _ in range(2))
        assert (done.status_code, done.json["state"], again.data) == (200, "committed", done.data)
        assert count(office, entry) == before + 3

        more = {**ROWS[0], "number": "TR-54", "amount": "1.00"}
        at, found = handed(office, filled(marked, *ROWS, more), "third")
        assert (found["new"], found["there"]) == (1, 3)
        do(office, at)
        became = [(row["number"], row["became"]) for row in office.read("officer", f"{at}/rows")["rows"]]
        assert sorted(became) == [
            ("TR-51", "already_there"),
            ("TR-52", "already_there"),
            ("TR-53", "already_there"),
            ("TR-54", "posted"),
        ]
        assert count(office, entry) == before + 4
        numbers = {row["number"] for row in office.read("receiver", "/transfers")["transfers"]}
        assert numbers >= {"TR-51", "TR-53", "TR-54"}
        assert "TR-52" not in numbers
