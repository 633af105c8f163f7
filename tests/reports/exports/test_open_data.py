"""Open data: sums that agree with the statement, nobody's name, and nothing small to be told from them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

from reports.exports.open_data import cube, write_open_data
from reports.exports.suppression import TOTAL
from tests.reconciliation.builders import a_book, funded, pay, survey
from tests.reconciliation.everything import a_book_of_everything
from tests.reports.bundles import files_of
from tests.reports.workbooks import pilot


def rows_of(path: Path, name: str = "sums.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files_of(path)[name].decode("utf-8-sig"), newline="")))


def test_totals_are_those_of_the_statement() -> None:
    for _, statement in (pilot(), (None, a_book_of_everything().statement("2026-09-30"))):
        sums, total = cube(statement), statement.total
        found = sums[TOTAL, TOTAL, TOTAL].figures
        assert (found["disbursed"], found["allotment"]) == (total.disbursed, total.allotment)
        assert (found["earned"], found["supported"]) == (total.ev, total.supported)
        for row in statement.districts:
            if (row.district, TOTAL, TOTAL) in sums:
                assert sums[row.district, TOTAL, TOTAL].figures["disbursed"] == row.disbursed
                assert sums[row.district, TOTAL, TOTAL].figures["allotment"] == row.allotment


def test_a_figure_of_few_documents_is_blank_with_its_reason(tmp_path: Path) -> None:
    told = write_open_data(pilot()[1], tmp_path / "o.zip")
    rows = rows_of(tmp_path / "o.zip")
    blank = [row for row in rows if row["suppressed_reason"]]
    assert (told.rows, told.suppressed) == (len(rows), len(blank))
    assert {row["suppressed_reason"] for row in blank} <= {"small_count", "complementary"}
    assert all(row["documents"] == row["disbursed"] == row["supported"] == "" for row in blank)
    assert all(int(row["documents"]) >= 5 for row in rows if not row["suppressed_reason"])


def test_nothing_is_left_out_where_one_document_is_enough(tmp_path: Path) -> None:
    told = write_open_data(pilot()[1], tmp_path / "o.zip", threshold=1)
    assert told.suppressed == 0
    total = next(
        row
        for row in rows_of(tmp_path / "o.zip")
        if {row[k] for k in ("district", "activity", "month")} == {TOTAL}
    )
    assert (total["disbursed"], total["delivered"], total["earned"]) == ("309565051", "", "270022500")


def test_no_person_vendor_or_document_is_named(tmp_path: Path) -> None:
    book = funded()
    survey(book, "2026-01-10", "LOT-SECRET", 5, vendor="VENDOR-SECRET")
    pay(book, "2026-01-12", "PV-SECRET", "1.00", vendor="VENDOR-SECRET", made_by="PERSON-SECRET")
    write_open_data(book.statement(), tmp_path / "o.zip", threshold=1)
    assert not any(b"SECRET" in data for data in files_of(tmp_path / "o.zip").values())


def test_a_book_without_documents_makes_a_package_without_rows(tmp_path: Path) -> None:
    told = write_open_data(a_book().statement(), tmp_path / "o.zip")
    assert (told.rows, rows_of(tmp_path / "o.zip")) == (0, [])


def test_the_descriptor_names_every_column_and_fits_the_files(tmp_path: Path) -> None:
    write_open_data(pilot()[1], tmp_path / "o.zip")
    files = files_of(tmp_path / "o.zip")
    said = json.loads(files["datapackage.json"])
    for one in said["resources"]:
        data = files[one["path"]]
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        header = data.decode("utf-8-sig").splitlines()[0].replace('"', "").split(",")
        assert [column["name"] for column in one["schema"]["fields"]] == header
    assert (said["money_unit"], said["source"]["cut_off"]) == ("satang", "2026-03-31")


def test_the_same_statement_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_open_data(pilot()[1], tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
