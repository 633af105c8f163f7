"""Documents: rows that belong together are one request, and one bad row refuses them all."""

from __future__ import annotations

from datetime import date

import pytest

from api.intake.documents import Document, documents_of
from api.intake.requests import Lines
from api.intake.sheet import parse_sheet
from api.intake.tables import BY_NAME
from ledger.commands import Deliver, Disburse, MovePurpose, OpenLine, Transfer
from ledger.money import Money

LINES = Lines(
    {
        code: OpenLine(code=code, fiscal_year=year, name_th="รายการ", owner_unit="DEPT")
        for code, year in (("L69", 2569), ("M69", 2569), ("L70", 2570))
    }
)
VOUCHERS = "number,unit,line,activity,vendor,posted_on,amount,document_fiscal_year\n"
TRANSFERS = "number,order_no,date,line,from,to,kind,amount,to_line,letter_no,maker\n"


def read(table: str, text: str) -> list[Document]:
    return list(documents_of(BY_NAME[table], parse_sheet(text.encode(), f"{table}.csv").rows, LINES))


def refused(document: Document) -> tuple[int, str, str]:
    """(row, field, why) of a document that cannot be asked."""
    assert document.refusal
    facts = document.refusal.facts
    return document.row, facts.get("field", ""), facts.get("why", document.refusal.code)


def test_rows_of_one_unit_and_number_are_one_voucher_of_several_lines() -> None:
    (first, second) = read(
        "vouchers",
        VOUCHERS
        + "PV-1,1032,L69,HH,V1,2026-01-05,100.00,\nPV-1,1007,L69,HH,V1,2026-01-05,7.00,\n"
        + "PV-1,1032,L69,OH,V1,2026-01-05,50.25,\n",
    )
    assert first.request
    assert second.request
    assert isinstance(first.request.command, Disburse)
    assert [line.amount for line in first.request.command.lines] == [Money(10_000), Money(5_025)]
    assert first.amount == Money(15_025)
    assert second.request.key == "import:disburse:1007:2569:PV-1"


@pytest.mark.parametrize(
    ("rows", "expected"),
    (
        (
            "P,1032,L69,HH,V1,2026-01-05,1.00,\nP,1032,L69,OH,V2,2026-01-05,1.00,\n",
            (3, "vendor", "rows_disagree"),
        ),
        (
            "P,1032,L69,HH,V1,2026-01-05,1.00,\nP,1032,L69,OH,V1,2026-01-06,1.00,\n",
            (3, "posted_on", "rows_disagree"),
        ),
        (
            "P,1032,L69,HH,V1,2026-01-05,1.00,\nP,1032,L69,OH,V1,2026-01-05,-1.00,\n",
            (3, "amount", "negative"),
        ),
        ("P,1032,L69,HH,V1,2026-01-05,1.00,\nP,1032,L69,,V1,2026-01-05,1.00,\n", (3, "activity", "missing")),
        ("P,1032,L69,HH,V1,2569-01-05,1.00,\n", (2, "posted_on", "buddhist_year")),
        ("P,1032,L69,HH,V1,,1.00,\n", (2, "posted_on", "empty")),
        ("P,1032,L69,HH,V1,2026-02-30,1.00,\n", (2, "posted_on", "not_a_date")),
        ("P,1032,L69,HH,V1,2026-01-05,1.005,\n", (2, "amount", "over_precise")),
        ("P,1032,L69,HH,V1,2026-01-05,1e3,\n", (2, "amount", "not_a_number")),
        ("P,1032,L69,HH,V1,2026-01-05,๑๐.๐๐,\n", (2, "amount", "thai_digits")),
        ("P,1032,L69,HH,V1,2026-01-05,0.00,\n", (2, "amount", "zero")),
        ("P,1032,L69,HH,V1,2026-01-05,,\n", (2, "amount", "missing")),
        (",1032,L69,HH,V1,2026-01-05,1.00,\n", (2, "number", "missing")),
        ("P:1,1032,L69,HH,V1,2026-01-05,1.00,\n", (2, "number", "not_a_code")),
        ("P,1032,L69,HH,3-1006-00445-63-5,2026-01-05,1.00,\n", (2, "vendor", "personal_data")),
        ("P,1032,L69,HH,V1,2026-01-05,1.00\n", (2, "row", "ragged_row")),
    ),
)
def test_one_bad_row_refuses_its_document_and_is_named_by_row_and_column(
    rows: str, expected: tuple[int, str, str]
) -> None:
    (document,) = read("vouchers", VOUCHERS + rows)
    assert document.request is None
    assert refused(document) == expected


def test_the_refusal_of_a_document_of_many_rows_names_the_document() -> None:
    rows = "P,1032,L69,HH,V1,2026-01-05,1.00,\nP,1032,L69,OH,V2,2026-01-05,1.00,\n"
    (document,) = read("vouchers", VOUCHERS + rows)
    assert document.refusal
    assert document.refusal.facts["document"] == "1032 P"
    assert document.refusal.facts["other_row"] == "2"


def test_an_order_is_one_transfer_and_a_row_without_order_is_its_own() -> None:
    documents = read(
        "transfers",
        TRANSFERS
        + "TR-1,OR-1,2026-01-05,L69,DEPT,1032,,10.00,,,\nTR-2,,2026-01-05,L69,DEPT,1032,,10.00,,,\n"
        + "TR-3,OR-1,2026-01-05,L69,DEPT,1007,return,10.00,,,\nTR-4,,2026-01-05,L69,DEPT,1032,,10.00,,,\n",
    )
    asked = [document.request.command for document in documents if document.request]
    legs = [[leg.number for leg in each.legs] for each in asked if isinstance(each, Transfer)]
    assert legs == [["TR-1", "TR-3"], ["TR-2"], ["TR-4"]]


def test_a_change_of_purpose_goes_to_another_line_under_its_letter() -> None:
    row = "CH-1,OR-1,2026-01-05,L69,DEPT,DEPT,change,10.00,M69,กท 1,F1\n"
    (document,) = read("transfers", TRANSFERS + row)
    assert document.request
    assert document.request.made_by == "F1"
    command = MovePurpose(number="CH-1", from_line="L69", to_line="M69", amount=Money(1000), authority="กท 1")
    assert document.request.command == command


@pytest.mark.parametrize(
    ("row", "expected"),
    (
        ("CH-1,,2026-01-05,L69,DEPT,DEPT,change,10.00,,กท 1,\n", (2, "to_line", "missing")),
        ("CH-1,,2026-01-05,L69,1032,1032,change,10.00,M69,กท 1,\n", (2, "from", "not_the_owner")),
        ("CH-1,,2026-01-05,L69,DEPT,1032,allotting,10.00,M69,กท 1,\n", (2, "to_line", "unexpected")),
        ("CH-1,,2026-01-05,L69,DEPT,1032,gift,10.00,,กท 1,\n", (2, "kind", "not_in_list")),
        ("CH-1,,2026-01-05,L69,DEPT,DEPT,allotting,10.00,,กท 1,\n", (2, "to", "same_as_from")),
    ),
)
def test_what_a_transfer_row_may_not_say(row: str, expected: tuple[int, str, str]) -> None:
    (document,) = read("transfers", TRANSFERS + row)
    assert refused(document) == expected


@pytest.mark.parametrize(
    ("row", "year"),
    (
        # The year is the budget line's, whatever the date; stated, it is what is stated.
        ("P,1032,L69,HH,V1,2025-12-05,1.00,\n", 2569),
        ("P,1032,L69,HH,V1,2026-12-05,1.00,\n", 2569),
        ("P,1032,L69,HH,V1,2026-12-05,1.00,2570\n", 2570),
        ("P,1032,L70,HH,V1,2026-09-05,1.00,\n", 2570),
        ("P,1032,NONE,HH,V1,2026-12-05,1.00,\n", 2570),
    ),
)
def test_the_key_says_what_the_document_is_and_never_where_it_stands(row: str, year: int) -> None:
    (document,) = read("vouchers", VOUCHERS + row)
    assert document.request
    assert document.request.key == f"import:disburse:1032:{year}:P"


def test_a_delivery_belongs_to_the_year_of_its_day() -> None:
    (document,) = read("deliveries", "number,unit,activity,delivered_on,quantity\nDN,1032,HH,2026-12-01,5\n")
    assert document.request
    assert document.request.key == "import:deliver:1032:2570:DN"


def test_a_row_without_a_number_is_known_by_what_it_says_however_it_is_written() -> None:
    one, other, more = read(
        "receipts",
        'transfer,date,amount\nTR-1,2026-01-05,1000\nTR-1,2026-01-05,"1,000.00"\nTR-1,2026-01-05,999\n',
    )
    keys = [document.request.key for document in (one, other, more) if document.request]
    assert keys[0] == keys[1] != keys[2]
    assert keys[0].startswith("import:confirm:")


def test_persons_papers_and_the_day_of_the_fact_are_kept_as_stated() -> None:
    (document,) = read(
        "vouchers",
        "number,unit,line,activity,posted_on,amount,maker,approver,acting_for,remark,original_on,evidence,evidence_digest\n"
        "P,1032,L69,HH,2026-01-05,1.00,F1,A1,รองผู้อำนวยการ,งวด 1,2025-12-30,ใบเสร็จ,aa\n"
        "P,1032,L69,OH,2026-01-05,1.00,F1,A1,รองผู้อำนวยการ,งวด 2,2025-12-30,สัญญา,bb\n",
    )
    request = document.request
    assert request
    assert (request.made_by, request.approved_by, request.acting_for) == ("F1", "A1", "รองผู้อำนวยการ")
    assert (request.remark, request.original_on) == ("งวด 1; งวด 2", date(2025, 12, 30))
    assert [(paper.name, paper.digest) for paper in request.evidence] == [("ใบเสร็จ", "aa"), ("สัญญา", "bb")]
    assert request.taken_over


@pytest.mark.parametrize(
    ("column", "cell", "row", "why"),
    (
        ("maker", "F1 3100600445635", 2, "personal_data"),
        ("approver", "3100600445635", 2, "personal_data"),
        ("acting_for", "3-1006-00445-63-5", 2, "personal_data"),
        ("remark", "โทร 3100600445635", 2, "personal_data"),
        ("original_on", "2569-01-05", 2, "buddhist_year"),
        ("evidence_digest", "a:b", 2, "not_a_code"),
    ),
)
def test_what_surrounds_a_document_is_checked_like_the_rest(
    column: str, cell: str, row: int, why: str
) -> None:
    text = f"advance,date,amount,evidence,{column}\nAV,2026-01-05,1.00,ใบเสร็จ,{cell}\n"
    if column != "evidence_digest":
        text = text.replace("evidence,", "").replace("ใบเสร็จ,", "")
    (document,) = read("refunds", text)
    assert refused(document) == (row, column, why)


def test_a_bad_remark_is_told_at_its_own_row() -> None:
    head = VOUCHERS.replace("document_fiscal_year", "remark")
    row = "P,1032,L69,HH,V1,2026-01-05,1.00,"
    (document,) = read("vouchers", f"{head}{row}ดี\n{row}3100600445635\n")
    assert refused(document) == (3, "remark", "personal_data")


def test_half_a_paper_is_refused() -> None:
    (document,) = read("refunds", "advance,date,amount,evidence\nAV,2026-01-05,1.00,ใบเสร็จ\n")
    assert refused(document) == (2, "evidence_digest", "missing")


def test_surveyed_units_are_hashes_with_a_bar_between_them_and_nothing_else() -> None:
    columns = "number,unit,activity,delivered_on,quantity,surveyed\n"
    one, other = "ab" * 32, "CD" * 32
    good, raw = read(
        "deliveries",
        columns + f"L1,1032,HH,2026-01-05,2,{one}|{other}\nL2,1032,HH,2026-01-05,2,{one}|HH-0001\n",
    )
    assert good.request
    assert isinstance(good.request.command, Deliver)
    assert good.request.command.surveyed == (one, other.lower())
    assert refused(raw) == (3, "surveyed", "not_a_hash")
