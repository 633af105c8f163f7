"""Uploads of a district: rows of others change no byte of what it is told, nor of its templates."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook

from api.access.tokens import issue
from ledger.commands import Command
from tests.api.uploads.served import csv_of, do, hand_in, taken
from tests.builders import NOW, a_command, a_request, a_transfer, a_voucher, a_world
from tests.serving import Answer, Office, an_office

FOREIGN: Final[tuple[tuple[str, Command], ...]] = (
    ("officer", a_command("register_unit", code="1034", parent="DEPT")),
    ("officer", a_command("open_line", code="L68-THEIRS", fiscal_year=2568, units=["1033"])),
    ("officer", a_transfer("TR-FOREIGN", to_unit="1033", amount="30.00")),
    ("neighbour", a_command("confirm", transfer="TR-FOREIGN", amount="10.00")),
    ("neighbour", a_command("commit", number="C-THEIRS", unit="1033", amount="12.00")),
    ("neighbour", a_command("commit", number="C-9", unit="1033", amount="1.00")),
    ("neighbour", a_voucher("V-THEIRS", {"amount": "7.00"}, unit="1033")),
    ("surveyor", a_command("deliver", number="LOT-THEIRS", unit="1033")),
)
COMMITMENTS: Final = "number,date,line,unit,amount,vendor"
VOUCHERS: Final = "number,posted_on,unit,line,activity,amount,vendor"
RETURNS: Final = "number,date,line,from,to,amount"
OWN: Final = "C-9,2025-11-10,L69,1032,50.00,V1"
# (table, header, rows); what they name that is not 1032's own is there in one office only.
FILES: Final = {
    "right": ("commitments", COMMITMENTS, (OWN, OWN.replace("C-9", "C-10"))),
    "short": ("commitments", COMMITMENTS, (OWN, OWN.replace("C-9", "C-10").replace("50.00", "99999.00"))),
    "unit": ("commitments", COMMITMENTS, (OWN, OWN.replace("1032", "1034"))),
    "neighbour": ("commitments", COMMITMENTS, (OWN, OWN.replace("1032", "1033"))),
    "line": ("commitments", COMMITMENTS, (OWN, OWN.replace("L69", "L68-THEIRS"))),
    "both": ("commitments", COMMITMENTS, (OWN.replace("L69", "L68-THEIRS").replace("1032", "1034"),)),
    "number": ("release_commitments", "commitment,date,unit", ("C-THEIRS,2025-11-10,1032",)),
    "number of theirs": ("release_commitments", "commitment,date,unit", ("C-THEIRS,2025-11-10,1033",)),
    "receipt": ("receipts", "transfer,date,amount", ("TR-FOREIGN,2025-11-10,20.00",)),
    "a remark": ("receipts", "transfer,date,amount,remark", ("TR-FOREIGN,2025-11-10,20.00,1033",)),
    "delivery": ("deliveries", "number,unit,activity,delivered_on,quantity", ("L-1,1034,HH,2025-11-10,5",)),
    "decision": ("decisions", "delivery,decided_on,accepted", ("LOT-THEIRS,2025-11-10,1",)),
    "voucher": ("disallow", "voucher,date,amount,unit", ("V-THEIRS,2025-11-10,1.00,1033",)),
    "lines of one voucher": (
        "vouchers",
        VOUCHERS,
        ("V-1,2025-11-10,1032,L69,HH,5.00,V1", "V-1,2025-11-10,1032,L68-THEIRS,HH,5.00,V1"),
    ),
    "money sent back": ("transfers", RETURNS, ("TR-B,2025-11-10,L69,1032,1034,1.00",)),
    "a stranger's part": ("units", "code,name_th", ("1034,ใหม่",)),
    "years hang on lines": ("units", "code,name_th", ("1040,ใหม่",)),
}
TEMPLATES: Final = ("all", "commitments", "disburse")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def offices(fresh_sqlite: Callable[[], str], tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """The same district alone, and among others."""
    theirs = [(a_request(said, f"theirs-{n}"), who) for n, (who, said) in enumerate(FOREIGN)]
    with ExitStack() as stack:
        yield (
            stack.enter_context(an_office(fresh_sqlite(), tmp_path)),
            stack.enter_context(an_office(fresh_sqlite(), tmp_path, [*a_world(), *theirs])),
        )


def told(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer is but for the number of the request."""
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    return answer.status_code, answer.data, headers


def walked(office: Office, who: str, name: str) -> list[tuple[int, bytes, dict[str, str]]]:
    """Every answer to a file from handing in to committing."""
    table, header, rows = FILES[name]
    said = hand_in(office, csv_of(*rows, header=header), name, who=who, address=f"?name={table}.csv")
    at = f"/uploads/{said.json['id']}"
    reads = [office.get(who, at + path) for path in ("", "/rows", "/marked")]
    tag = reads[0].headers["ETag"]
    done = [do(office, at, what, who=who, tag=tag) for what in ("check", "commit", "commit")]
    return [told(each) for each in (said, *reads, *done, office.get(who, at), office.get(who, f"{at}/rows"))]


@pytest.mark.parametrize("who", ("spender", "receiver"))
def test_rows_of_others_change_no_byte_of_an_upload(offices: tuple[Office, Office], who: str) -> None:
    statuses = set()
    for name in FILES:
        alone, among = (walked(office, who, name) for office in offices)
        assert alone == among, name
        statuses |= {status for status, _, _ in alone}
    assert {201, 200, 409} <= statuses


def test_the_comparison_would_see_a_difference(offices: tuple[Office, Office]) -> None:
    """Who sees every unit is told apart what is there and what is not."""
    alone, among = (walked(office, "officer", "unit") for office in offices)
    assert alone != among


CELLS: Final = {
    "unit": [("D3", "not_found")],
    "neighbour": [("D3", "not_found")],
    "line": [("C3", "not_found")],
    "lines of one voucher": [("D3", "not_found")],
    "receipt": [("A2", "not_found")],
    "short": [("E3", "short")],
}


def test_the_cell_is_named_all_the_same(offices: tuple[Office, Office]) -> None:
    for name, cells in CELLS.items():
        table, header, rows = FILES[name]
        who = "receiver" if table == "receipts" else "spender"
        data = csv_of(*rows, header=header)
        wrong = hand_in(offices[1], data, name, who=who, address=f"?name={table}.csv").json["wrong"]
        assert [(each["cell"], each["code"]) for each in wrong] == cells, name
        assert all(each["th"] and each["en"] and "1033" not in str(each) for each in wrong)


def test_balances_and_lines_of_others_are_not_in_a_preview(office: Office) -> None:
    """Of money that is handed down, who sees the centre alone sees the one end."""
    some = a_command("grant_role", holder="giver", roles=["finance_officer"], units=["DEPT"])
    office.post(some, "root", "g1")
    token = issue(office.engine, "giver", by="root", now=NOW)[1]
    giving = replace(office, tokens={**office.tokens, "giver": token})
    down = csv_of("TR-B,2025-11-10,L69,DEPT,1032,1.00", header=RETURNS)
    for who, units in (("officer", {"1032", "DEPT"}), ("giver", {"DEPT"})):
        at = taken(giving, down, who=who)
        assert {row["unit"] for row in giving.read(who, at)["balances"]} == units
        (row,) = giving.read(who, f"{at}/rows")["rows"]
        assert {line["unit"] for line in row["lines"]} == units


def test_rows_of_others_change_no_byte_of_a_template(offices: tuple[Office, Office]) -> None:
    for name, media, language in itertools.product(TEMPLATES, ("text/csv", XLSX), ("th", "en")):
        path, headers = f"/uploads/templates/{name}", {"Accept": media, "Accept-Language": language}
        alone, among = (told(office.get("spender", path, **headers)) for office in offices)
        assert alone == among
        assert alone[0] == (400 if (name, media) == ("all", "text/csv") else 200)


def test_a_template_offers_what_its_reader_may_see(offices: tuple[Office, Office]) -> None:
    def listed(who: str) -> set[str]:
        data = offices[1].get(who, "/uploads/templates/commitments").data
        sheet = load_workbook(io.BytesIO(data)).worksheets[-1]
        return {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}

    own, every = listed("spender"), listed("officer")
    assert {"1032", "L69", "HH"} <= own < every
    assert every - own >= {"DEPT", "1033", "1034", "L68-THEIRS", "L69-SHUT"}


def test_two_districts_find_only_their_own(office: Office) -> None:
    mine = taken(office, csv_of(OWN, header=COMMITMENTS), who="spender", table="commitments")
    theirs = csv_of(OWN.replace("1032", "1033"), header=COMMITMENTS)
    other = taken(office, theirs, who="neighbour", table="commitments")
    assert mine != other
    for who, own, foreign in (("spender", mine, other), ("neighbour", other, mine)):
        assert [f"/uploads/{each['id']}" for each in office.read(who, "/uploads")["uploads"]] == [own]
        assert office.get(who, foreign).status_code == 404
        assert do(office, foreign, who=who).status_code == 404
