"""Folders: what is read, in which order it is posted, and what makes a folder unusable."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake.documents import Document, documents_of
from api.intake.folder import read_folder
from api.intake.requests import Lines
from api.intake.sheet import Row, read_sheet
from api.intake.tables import BY_NAME, RANK, known_columns
from ledger.commands import OpenLine, SetHolidays
from ledger.errors import Unusable
from ledger.rules import Reference
from tests.api.intake.folders import EVERY_VERB, PILOT, SMALL, a_folder


def documents(folder: Path, table: str = "") -> list[Document]:
    return [each for each in read_folder(folder).documents if not table or each.table == table]


def day_of(document: Document) -> date:
    assert document.request
    return document.request.effective_on


def test_the_pilot_is_read_whole_and_in_the_order_of_days_and_tables() -> None:
    intake = read_folder(PILOT)
    assert [each for each in intake.documents if each.refusal] == []
    assert (intake.ignored_columns, intake.ignored_files) == ({}, ())
    dated = [each for each in intake.documents if each.table in RANK]
    assert [(day_of(each), RANK[each.table]) for each in dated] == sorted(
        (day_of(each), RANK[each.table]) for each in dated
    )
    assert intake.opened_on == date(2025, 10, 1)


def test_every_verb_can_be_read_from_a_folder() -> None:
    intake = read_folder(EVERY_VERB)
    assert [(each.file, each.refusal) for each in intake.documents if each.refusal] == []
    assert intake.ignored_columns == {}
    verbs = {each.verb for each in intake.documents}
    assert len(verbs) == len(RANK) + 2  # rules and policy have files of their own


def test_within_a_file_rows_of_one_day_keep_their_order() -> None:
    numbers = [each.number for each in documents(PILOT, "commitments") if day_of(each) == date(2026, 3, 2)]
    assert numbers == ["PO-01", "PO-02", "PO-03", "PO-04"]


def test_reference_rows_without_a_date_begin_with_the_earliest_line(tmp_path: Path) -> None:
    lines = SMALL["lines.csv"] + "L68,2568,รายการ,DEPT\n"
    folder = a_folder(
        tmp_path, lines_csv=lines, targets_csv="unit,activity,due_on,quantity\n1032,HH,2026-03-31,5\n"
    )
    days = {each.table: day_of(each) for each in documents(folder)}
    assert days["units"] == days["activities"] == date(2024, 10, 1)
    assert days["targets"] == date(2025, 10, 1)
    assert {each.number: day_of(each) for each in documents(folder, "lines")} == {
        "L69": date(2025, 10, 1),
        "L68": date(2024, 10, 1),
    }


def test_a_line_stands_before_an_ordinance_signed_before_its_year_begins(tmp_path: Path) -> None:
    text = "number,date,line,amount,authority\nAP-1,2025-09-20,L69,1000.00,ข้อบัญญัติ\n"
    order = [(each.table, day_of(each)) for each in documents(a_folder(tmp_path, appropriations_csv=text))]
    assert order.index(("lines", date(2025, 10, 1))) < order.index(("appropriations", date(2025, 9, 20)))
    assert order.index(("units", date(2025, 10, 1))) < order.index(("lines", date(2025, 10, 1)))


def test_without_releases_each_appropriation_is_released_the_same_day_under_the_same_number(
    tmp_path: Path,
) -> None:
    (released,) = documents(a_folder(tmp_path), "releases")
    assert released.request
    assert released.request.key == "import:release::2569:AP-1"
    assert (day_of(released), released.file, released.row) == (date(2025, 10, 1), "appropriations.csv", 2)


def test_the_shipped_calendar_is_loaded_unless_the_folder_or_the_book_has_one(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "a")
    own = a_folder(tmp_path / "b", holidays_csv="date,name_th\n2025-12-31,วันสิ้นปี\n2026-01-01,วันขึ้นปีใหม่\n")
    known = Reference(closed_days={2026: ()})
    shipped = [each.number for each in documents(folder, "holidays")]
    assert shipped == ["2023", "2024", "2025", "2026", "2027", "2028"]
    years = [each.request.command for each in documents(own, "holidays") if each.request]
    assert [(each.year, len(each.days)) for each in years if isinstance(each, SetHolidays)] == [
        (2025, 1),
        (2026, 1),
    ]
    assert [each for each in read_folder(folder, None, known).documents if each.table == "holidays"] == []


def test_unknown_columns_and_files_are_told_and_never_silent(tmp_path: Path) -> None:
    vouchers = SMALL["vouchers.csv"].replace("vendor", "vendors").replace("amount", "amount,")
    vouchers = vouchers.replace("100.00", "100.00,").replace("50.00", "50.00,")
    intake = read_folder(a_folder(tmp_path, vouchers_csv=vouchers, vouchres_csv="a,b\n1,2\n"))
    assert intake.ignored_columns == {"vouchers.csv": ("vendors",)}
    assert intake.ignored_files == ("vouchres.csv",)


@pytest.mark.parametrize(
    ("changes", "code", "facts"),
    (
        ({"book_toml": None}, "no_book", {"file": "book.toml"}),
        (
            {"vouchers_csv": "number,unit\nP,1032\n"},
            "missing_column",
            {"file": "vouchers.csv", "field": "line"},
        ),
        (
            {"units_csv": "code;name_th\nDEPT;สำนัก\n"},
            "missing_column",
            {"file": "units.csv", "field": "code"},
        ),
        ({"units_csv": "code,code,name_th\n"}, "duplicate_column", {"file": "units.csv", "field": "code"}),
        (
            {"units_csv": b"code,name_th\nDEPT,\xa1\xd2\n"},
            "unreadable_file",
            {"file": "units.csv", "row": "2"},
        ),
        ({"rules_toml": "a = "}, "unreadable_file", {"file": "rules.toml", "why": "not_toml"}),
        ({"policy_toml": "a = "}, "bad_toml", {"file": "policy.toml", "row": "1"}),
        ({"book_toml": b"\xff"}, "unreadable_file", {"file": "book.toml", "why": "encoding"}),
    ),
)
def test_a_folder_that_cannot_be_read_is_unusable_as_a_whole(
    tmp_path: Path, changes: dict[str, str | bytes | None], code: str, facts: dict[str, str]
) -> None:
    with pytest.raises(Unusable) as refused:
        read_folder(a_folder(tmp_path, **changes))
    assert refused.value.code == code
    assert refused.value.facts.items() >= facts.items()


def test_a_folder_that_is_not_there_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        read_folder(tmp_path / "nowhere")
    assert (refused.value.code, refused.value.facts) == ("missing_file", {"file": "nowhere"})


@pytest.mark.parametrize(
    ("changes", "file", "why"),
    (
        ({"rules_toml": 'version = "1"\n'}, "rules.toml", "missing"),
        (
            {"rules_toml": 'version = "1"\nvalid_from = 2025-10-01\nlimits = 1\n'},
            "rules.toml",
            "unknown_field",
        ),
        ({"policy_toml": "limit = 1\n"}, "policy.toml", "unknown_field"),
        (
            {"lines_csv": "code,fiscal_year,name_th,owner_unit\nL,2026,ก,DEPT\n"},
            "lines.csv",
            "not_buddhist_year",
        ),
        ({"activities_csv": "code,name_th,basis\nHH,ก,unit_rate\n"}, "activities.csv", "missing"),
        ({"activities_csv": "code,name_th,basis\nHH,ก,free\n"}, "activities.csv", "not_in_list"),
        ({"holidays_csv": "date,name_th\n31/12/2568,ก\n"}, "holidays.csv", "not_a_date"),
    ),
)
def test_a_bad_row_is_refused_with_its_file_and_the_rest_is_read(
    tmp_path: Path, changes: dict[str, str], file: str, why: str
) -> None:
    refused = [each for each in documents(a_folder(tmp_path, **changes)) if each.refusal]
    assert [(each.file, each.refusal.facts["why"]) for each in refused if each.refusal] == [(file, why)]


def test_reference_rows_without_any_line_have_no_day(tmp_path: Path) -> None:
    only = dict.fromkeys(("lines_csv", "appropriations_csv", "transfers_csv", "receipts_csv", "vouchers_csv"))
    refused = [each.refusal.facts["why"] for each in documents(a_folder(tmp_path, **only)) if each.refusal]
    assert refused == ["no_budget_line"] * 5


def test_a_book_that_is_open_needs_no_book_file_and_knows_the_years_of_its_lines(tmp_path: Path) -> None:
    line = OpenLine(code="L69", fiscal_year=2569, name_th="รายการ", owner_unit="DEPT")
    vouchers = SMALL["vouchers.csv"].replace("2025-11-0", "2026-11-0")
    folder = a_folder(tmp_path, book_toml=None, lines_csv=None, vouchers_csv=vouchers)
    intake = read_folder(folder, None, Reference(lines={"L69": line}))
    keys = [each.request.key for each in intake.documents if each.table == "vouchers" and each.request]
    assert keys == ["import:disburse:1032:2569:PV-1", "import:disburse:1032:2569:PV-2"]


def test_equal_rows_without_a_number_are_as_many_facts(tmp_path: Path) -> None:
    text = "transfer,date,amount\nTR-1,2025-10-16,100.00\nTR-1,2025-10-16,100.00\nTR-1,2025-10-17,100.00\n"
    keys = [
        each.request.key
        for each in documents(a_folder(tmp_path, receipts_csv=text), "receipts")
        if each.request
    ]
    first, second, third = (key.split("#") for key in keys)
    assert first[0] == second[0] != third[0]
    assert (first[1], second[1], third[1]) == ("1", "2", "1")


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_key_and_no_day(source: random.Random) -> None:
    intake = read_folder(PILOT)
    expected = sorted((day_of(each), each.request.key) for each in intake.documents if each.request)
    assert _shuffled(source) == expected


def _shuffled(source: random.Random) -> list[tuple[date, str]]:
    with TemporaryDirectory() as name:
        for path in PILOT.iterdir():
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            if path.suffix == ".csv":
                rest = lines[1:]
                source.shuffle(rest)
                lines = [lines[0], *rest]
            (Path(name) / path.name).write_text("".join(lines), encoding="utf-8")
        asked = (each for each in read_folder(Path(name)).documents if each.request)
        return sorted((day_of(each), each.request.key if each.request else "") for each in asked)


@given(st.sampled_from(sorted(SMALL)), st.binary(max_size=120))
def test_any_bytes_in_place_of_a_file_are_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes
) -> None:
    folder = a_folder(tmp_path_factory.mktemp("any"))
    for text in (data, SMALL[name].encode() + data, data + SMALL[name].encode()):
        (folder / name).write_bytes(text)
        with suppress(Unusable):
            read_folder(folder)


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "-1", "1.005", "1e3", "๑", "2569-01-05", "2026-01-05", "a:b", "3100600445635", "9" * 40]
    ),
)


@given(st.sampled_from(sorted(RANK)), st.data())
def test_any_cells_of_any_table_are_a_request_or_a_refusal(name: str, data: st.DataObject) -> None:
    columns = sorted(known_columns(name))
    cells = [{c: data.draw(CELLS) for c in columns} for _ in range(2)]
    example = _example(name)
    changed = dict(example.cells) | {data.draw(st.sampled_from(columns)): data.draw(CELLS)}
    rows = [Row("x.csv", n, each, None, (0, n)) for n, each in enumerate([*cells, example.cells, changed], 2)]
    lines = Lines({}, date(2025, 10, 1))
    for document in documents_of(BY_NAME[name], rows, lines):
        assert (document.request is None) != (document.refusal is None)


def _example(name: str) -> Row:
    """A good row of each table."""
    return read_sheet(EVERY_VERB / f"{name}.csv").rows[0]
