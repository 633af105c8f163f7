"""Every list as JSON, CSV or XLSX by `Accept`: the same rows, each with a tag of its own, nobody else's."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from api.resources.formats import form
from tests.api.resources.test_sight import PATHS, book
from tests.builders import a_command, a_voucher
from tests.serving import Answer, Office, an_office

JSON: Final = "application/json"
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Final = (JSON, CSV, XLSX)
LISTS: Final = (
    "/districts", "/budget-lines", "/activities", "/balances", "/allocations", "/allocations/1032",
    "/allocations/1032/L69", "/journal/entries", "/transfers", "/vouchers", "/commitments", "/advances",
    "/deliveries", "/proposals", "/reconciliations", "/grants",
)  # fmt: skip


def in_form(office: Office, who: str, path: str, accept: str, **more: str) -> Answer:
    answer = office.get(who, path, Accept=accept, **more)
    assert answer.status_code in {200, 304}, answer.text
    return answer


def rows_of(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def sheets_of(answer: Answer) -> Any:  # noqa: ANN401 - openpyxl ships no types
    return openpyxl.load_workbook(io.BytesIO(answer.data))


@pytest.fixture
def busy(office: Office) -> Office:
    """An office with something in every register."""
    office.post(a_voucher("=V1", {"amount": "50.50"}, {"amount": "1.00"}), "spender", "v")
    office.post(a_command("commit"), "spender", "c")
    office.post(a_command("advance"), "spender", "a")
    office.post(a_command("deliver"), "surveyor", "d")
    office.post(a_command("propose"), "spender", "p")
    return office


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_had_in_three_forms_each_with_its_own_tag(busy: Office, path: str) -> None:
    answers = {accept: in_form(busy, "auditor", path, accept) for accept in FORMS}
    assert {accept: answer.mimetype for accept, answer in answers.items()} == {each: each for each in FORMS}
    assert len({answer.headers["ETag"] for answer in answers.values()}) == len(FORMS)
    for accept, answer in answers.items():
        assert "Accept" in answer.headers["Vary"].split(", ")
        again = in_form(busy, "auditor", path, accept, **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert in_form(busy, "auditor", path, accept).data == answer.data  # from what is kept


def test_a_tag_of_one_form_is_none_of_another(busy: Office) -> None:
    tag = in_form(busy, "auditor", "/vouchers", JSON).headers["ETag"]
    assert in_form(busy, "auditor", "/vouchers", CSV, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("accept", "told_in"),
    (
        ("*/*", JSON),
        ("", JSON),
        ("application/*", JSON),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", JSON),
        ("text/csv, application/json", JSON),
        ("text/csv, application/json;q=0.9", CSV),
        ("TEXT/CSV; charset=utf-8", CSV),
        ("text/*", CSV),
        (f"text/csv;q=0.2, {XLSX}", XLSX),
        ("application/json;q=0, */*", CSV),
        ("not a media type at all", "application/problem+json"),
        ("text/html", "application/problem+json"),
        ("application/json;q=0", "application/problem+json"),
    ),
)
def test_the_form_is_the_one_the_reader_likes_best(office: Office, accept: str, told_in: str) -> None:
    answer = office.get("auditor", "/transfers", Accept=accept)
    assert answer.mimetype == told_in
    if answer.status_code != 200:
        assert (answer.status_code, answer.json["code"]) == (406, "not_acceptable")
        assert answer.json["facts"]["offered"] == " ".join(FORMS)


def test_what_is_no_list_is_json_only(office: Office) -> None:
    answer = office.get("auditor", "/transfers/TR-1", Accept=CSV)
    assert (answer.status_code, answer.json["facts"]) == (406, {"offered": JSON})


def test_who_asks_comes_before_what_they_ask_for(office: Office) -> None:
    assert office.get("", "/transfers", Accept="text/html").status_code == 401


def test_the_rows_are_those_of_the_json(busy: Office) -> None:
    plain = busy.read("spender", "/vouchers")["vouchers"]
    rows = rows_of(in_form(busy, "spender", "/vouchers", CSV))
    assert [row["amount"] for row in rows] == [row["amount"] for row in plain] == ["51.50"]
    assert [row["number"] for row in rows] == ["'=V1"]
    assert rows[0]["effective_on"] == plain[0]["effective_on"]["iso"]
    assert rows[0]["effective_on_th"] == plain[0]["effective_on"]["th"]
    book = sheets_of(in_form(busy, "spender", "/vouchers", XLSX))
    assert [sheet.max_row - 2 for sheet in book.worksheets] == [1, 2]
    assert book.worksheets[0]["A3"].value == "=V1"
    assert book.worksheets[0]["A3"].data_type == "s"


def test_a_csv_holds_the_first_table_or_the_one_that_is_named(busy: Office) -> None:
    lines = rows_of(in_form(busy, "spender", "/vouchers?table=lines", CSV))
    assert [(row["number"], row["part"], row["amount"]) for row in lines] == [
        ("'=V1", "1", "50.50"),
        ("'=V1", "2", "1.00"),
    ]
    work = in_form(busy, "spender", "/allocations?table=work", CSV)
    assert [row["activity"] for row in rows_of(work)] == ["HH"]
    assert 'filename="work.csv"' in work.headers["Content-Disposition"]
    one = sheets_of(in_form(busy, "spender", "/allocations?table=work", XLSX))
    assert len(one.worksheets) == 1
    assert len(sheets_of(in_form(busy, "spender", "/allocations", XLSX)).worksheets) == 2
    assert busy.read("spender", "/vouchers?table=lines")["vouchers"]


@pytest.mark.parametrize("path", ("/vouchers?table=people", "/transfers?table=lines"))
def test_a_table_that_is_not_there_is_refused(office: Office, path: str) -> None:
    answer = office.get("auditor", path, Accept=CSV)
    assert (answer.status_code, answer.json["code"]) == (422, "bad_value")


def test_a_workbook_speaks_the_readers_language_whoever_asked_before(office: Office) -> None:
    said = {
        language: in_form(office, "auditor", "/districts", XLSX, **{"Accept-Language": language})
        for language in ("th", "en", "th", "en")
    }
    assert {key: sheets_of(each).sheetnames for key, each in said.items()} == {
        "th": ["หน่วยงาน"],
        "en": ["Units"],
    }
    assert said["en"].headers["Content-Language"] == "en"


def test_a_file_has_a_name_for_every_system_and_one_in_thai(office: Office) -> None:
    answer = in_form(office, "auditor", "/transfers", CSV)
    assert answer.headers["Content-Disposition"].isascii()
    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=\"transfers.csv\"; filename*=UTF-8''%E0%B8%81"
    )
    assert "Content-Disposition" not in in_form(office, "auditor", "/transfers", JSON).headers


def test_a_file_goes_on_where_a_page_ends(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "PAGE_MAX", 7)
    whole = rows_of(in_form(office, "auditor", "/journal/entries", CSV))
    assert [int(row["seq"]) for row in whole] == list(range(1, len(whole) + 1))
    assert len(whole) > 3 * 7
    first = in_form(office, "auditor", "/journal/entries?limit=10", CSV)
    assert [row["seq"] for row in rows_of(first)] == [str(seq) for seq in range(1, 11)]
    path = first.headers["Link"].partition(">")[0].removeprefix("</api/v1")
    second = rows_of(in_form(office, "auditor", path, CSV))
    assert [row["seq"] for row in second] == [str(seq) for seq in range(11, 21)]
    assert "Link" not in in_form(office, "auditor", "/journal/entries", CSV).headers


@pytest.mark.parametrize(
    ("accept", "limit", "status"), ((JSON, 200, 200), (JSON, 201, 422), (CSV, 2000, 200), (CSV, 2001, 422))
)
def test_a_file_may_have_more_rows_than_a_page(office: Office, accept: str, limit: int, status: int) -> None:
    assert office.get("auditor", f"/transfers?limit={limit}", Accept=accept).status_code == status


def test_no_data_at_all_is_a_file_with_names_only(office: Office) -> None:
    assert rows_of(in_form(office, "auditor", "/advances", CSV)) == []
    assert sheets_of(in_form(office, "auditor", "/advances", XLSX)).worksheets[0]["A1"].value == "number"


# Reads that test_sight.py does not ask for, and each of their filters.
MORE: Final = (
    "/periods", "/targets", "/policies", "/rule-sets", "/activities?on=2025-11-10", "/appropriations",
    "/appropriations/releases", "/appropriations/changes", "/carry-overs", "/advances?state=overdue",
    "/commitments?state=open", "/commitments?number=C1", "/deliveries?state=open", "/transfers?state=open",
    "/transfers?number=TR-FOREIGN", "/vouchers?number=V1", "/vouchers?table=lines", "/allocations?due=true",
    "/allocations/1032/L69-THEIRS", "/transfers/TR-OWN/receipts", "/transfers/TR-FOREIGN/receipts",
    "/vouchers/1032/2569/V1/reversals", "/vouchers/1033/2569/V1/reversals",
    "/commitments/1032/2569/C1/releases", "/deliveries/1032/2569/LOT-1/decisions",
    "/deliveries/1033/2569/LOT-FOREIGN/decisions",
)  # fmt: skip


@pytest.fixture
def offices(fresh_sqlite: Callable[[], str], tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """The same district alone, and among others."""
    with ExitStack() as stack:
        yield (
            stack.enter_context(an_office(fresh_sqlite(), tmp_path, book(foreign=False))),
            stack.enter_context(an_office(fresh_sqlite(), tmp_path, book(foreign=True))),
        )


def told(office: Office, who: str, path: str, accept: str) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer is: its status, its body, and its headers but for the number of the request."""
    answer = office.get(who, path, Accept=accept)
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    return answer.status_code, answer.data, headers


@pytest.mark.parametrize("accept", FORMS)
def test_rows_of_others_change_no_byte_in_any_form(offices: tuple[Office, Office], accept: str) -> None:
    alone, among = offices
    files = 0
    for path in (*PATHS, *MORE):
        said = told(alone, "spender", path, accept)
        assert said == told(among, "spender", path, accept), path
        files += said[0] == 200
    assert files > 30
    whole = [told(office, "auditor", "/transfers", accept) for office in offices]
    assert whole[0] != whole[1]
