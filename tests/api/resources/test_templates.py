"""Templates over HTTP: every table, as XLSX or CSV, in the language asked for."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from api.intake.tables import TABLES
from api.uploads.definitions import definitions_of
from tests.serving import Office

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_every_table_is_listed_with_its_columns(office: Office) -> None:
    listed = office.read("spender", "/uploads/templates")["templates"]
    assert [each["name"] for each in listed] == [table.name for table in TABLES]
    for each in listed:
        assert [column["name"] for column in each["columns"]] == [
            d.column for d in definitions_of(each["name"])
        ]
        assert each["th"] != each["en"]
    (unit,) = (
        c for each in listed if each["name"] == "targets" for c in each["columns"] if c["name"] == "unit"
    )
    assert (unit["required"], unit["many"], unit["refers"], unit["kind"]) == (True, False, "units", "code")


def test_a_table_comes_as_a_workbook_unless_a_csv_is_asked_for(office: Office) -> None:
    plain = office.get("officer", "/uploads/templates/transfers")
    assert (plain.mimetype, "transfers" in load_workbook(io.BytesIO(plain.data)).sheetnames) == (XLSX, True)
    asked = office.get("officer", "/uploads/templates/transfers", Accept=CSV)
    assert asked.mimetype == CSV
    names, labels = csv.reader(io.StringIO(asked.data.decode("utf-8-sig")))
    assert names == [each.column for each in definitions_of("transfers")]
    assert len(labels) == len(names)
    assert [each.headers["Content-Disposition"] for each in (plain, asked)] == [
        "attachment; filename*=UTF-8''transfers.xlsx",
        "attachment; filename*=UTF-8''transfers.csv",
    ]
    assert office.get("officer", "/uploads/templates/transfers", Accept="image/png").status_code == 406


def test_a_template_is_in_the_language_asked_for(office: Office) -> None:
    said = {
        language: office.get("officer", "/uploads/templates/transfers", **{"Accept-Language": language})
        for language in ("th", "en")
    }
    assert {language: answer.headers["Content-Language"] for language, answer in said.items()} == {
        "th": "th",
        "en": "en",
    }
    assert said["th"].data != said["en"].data
    assert {"Accept", "Accept-Language"} <= {part.strip() for part in said["th"].headers["Vary"].split(",")}


@pytest.mark.parametrize("media", (CSV, XLSX))
def test_what_is_held_already_is_not_sent_again(office: Office, media: str) -> None:
    path = "/uploads/templates/transfers"
    first = office.get("officer", path, Accept=media)
    again = office.get("officer", path, Accept=media, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = office.get("spender", path, Accept=XLSX)
    assert (other.headers["ETag"] == first.headers["ETag"]) is False


def test_a_verb_names_its_tables_and_all_names_every_one(office: Office) -> None:
    verb = office.get("officer", "/uploads/templates/disburse")
    assert "vouchers" in load_workbook(io.BytesIO(verb.data)).sheetnames
    every = load_workbook(io.BytesIO(office.get("officer", "/uploads/templates/all").data)).sheetnames
    assert {table.name for table in TABLES} <= set(every)
    assert office.get("officer", "/uploads/templates/all", Accept=CSV).json["code"] == "one_table"
    unknown = office.get("officer", "/uploads/templates/nothing")
    assert (unknown.status_code, unknown.json["code"]) == (400, "unknown_table")


def test_a_stranger_gets_no_template(office: Office) -> None:
    assert office.get("", "/uploads/templates/transfers").status_code == 401
    assert office.get("root", "/uploads/templates/transfers").status_code == 404
