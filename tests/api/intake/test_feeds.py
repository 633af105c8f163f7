"""Feeds: an export's own spelling becomes our tables' rows, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.intake.feeds import fed_by
from api.intake.profiles import read_profile
from api.intake.sheet import Row
from ledger.errors import Unusable

PAYMENTS = """
[[source]]
file = "x.csv"
era = "be"
blank = ["-"]
strip = ["฿"]
thai_digits = true
where = [{ column = "status", not_equals = "draft" }]
[source.values]
unit = { map = "{office}", to = { "ประเวศ" = "1032" } }
[[source.feed]]
table = "vouchers"
nothing_if_zero = "amount"
where = [{ column = "kind", in = ["a", "b"] }]
each = [
    { activity = "HH", spent = "{survey}", kind = "a" },
    { activity = "OH", spent = "{other}", kind = "b" },
    { activity = "NO", spent = "{other}", kind = "c" },
]
[source.feed.cells]
number = "{no}/{activity}"
unit = "{unit}"
line = "L69"
activity = "{activity}"
posted_on = "{day}"
document_date = "2026-01-05"
amount = "{spent}"
"""
HEAD = "no,status,office,day,survey,other\n"


def fed(tmp_path: Path, text: str, profile: str = PAYMENTS) -> dict[str, list[Row]]:
    (tmp_path / "p.toml").write_text(profile, encoding="utf-8")
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    return fed_by(read_profile(tmp_path / "p.toml"), tmp_path)


def vouchers(tmp_path: Path, row: str) -> list[tuple[str, str, str, str]]:
    """(number, posted_on, amount, why it is refused) of what one row feeds."""
    rows = fed(tmp_path, HEAD + row).get("vouchers", [])
    return [
        (
            each.cells.get("number", ""),
            each.cells.get("posted_on", ""),
            each.cells.get("amount", ""),
            each.refusal.facts["why"] if each.refusal else "",
        )
        for each in rows
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    (
        (
            '1,ok,ประเวศ,5/1/2569,"1,000.50",2.00',
            [("1/HH", "2026-01-05", "1,000.50", ""), ("1/OH", "2026-01-05", "2.00", "")],
        ),
        ("1,ok,ประเวศ,2569-01-05,-,0.00", []),
        ("1,ok,ประเวศ,2569-01-05,,฿7", [("1/OH", "2026-01-05", "7", "")]),
        ("1,ok,ประเวศ,๕/๑/๒๕๖๙,๗.๒๕,", [("1/HH", "2026-01-05", "7.25", "")]),
        ("1,ok,ประเวศ,5/1/2569,(7.25),", [("1/HH", "2026-01-05", "-7.25", "")]),
        ("1,ok,ประเวศ,5/1/2026,7.25,", [("1/HH", "5/1/2026", "7.25", "gregorian_year")]),
        ("1,ok,ประเวศ,5/1/69,7.25,", [("1/HH", "5/1/69", "7.25", "two_digit_year")]),
        ("1,draft,ประเวศ,5/1/2569,7.25,", []),
        ("1,ok,ปทุมวัน,5/1/2569,7.25,", [("", "", "", "not_in_map")]),
        ("1,ok,ประเวศ,5/1/2569", [("", "", "", "ragged_row")]),
    ),
)
def test_a_row_feeds_what_it_says_in_our_own_spelling(
    tmp_path: Path, row: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert vouchers(tmp_path, row) == expected


def test_a_constant_is_in_wire_form_whatever_the_era_of_the_export(tmp_path: Path) -> None:
    (row,) = fed(tmp_path, HEAD + "1,ok,ประเวศ,5/1/2569,7.25,")["vouchers"]
    assert (row.cells["document_date"], row.refusal) == ("2026-01-05", None)


@pytest.mark.parametrize(
    ("condition", "kept"),
    (
        ('equals = "ab"', ["ab"]),
        ('not_equals = "ab"', ["b", "", "abc"]),
        ('in = ["b", "abc"]', ["b", "abc"]),
        ('starts_with = "ab"', ["ab", "abc"]),
        ('not_starts_with = "ab"', ["b", ""]),
        ('matches = "a?b"', ["ab", "b"]),
        ("blank = true", [""]),
        ("blank = false", ["ab", "b", "abc"]),
    ),
)
def test_rows_are_chosen_by_their_cells(tmp_path: Path, condition: str, kept: list[str]) -> None:
    profile = (
        f'[[source]]\nfile = "x.csv"\nwhere = [{{ column = "a", {condition} }}]\n[[source.feed]]\n'
        'table = "units"\ncells = { code = "{a}", name_th = "{n}" }'
    )
    rows = fed(tmp_path, "a,n\nab,1\nb,2\n,3\nabc,4\n", profile).get("units", [])
    assert [row.cells["code"] for row in rows] == kept


SLUGGED = (
    '[[source]]\nfile = "*.csv"\n[source.values]\nu = { slug = "{name}" }\n[[source.feed]]\n'
    'table = "units"\ncells = { code = "{u}", name_th = "{name}" }'
)


def test_names_share_their_slugs_over_all_files_and_a_collision_is_refused_at_its_row(tmp_path: Path) -> None:
    (tmp_path / "y.csv").write_text("name\nA  B\nA-B\n", encoding="utf-8")
    rows = fed(tmp_path, "name\nA B\nC\n", SLUGGED)["units"]
    told = [
        (row.file, row.number, row.cells.get("code"), row.refusal and row.refusal.facts["why"])
        for row in rows
    ]
    assert told == [
        ("x.csv", 2, "a-b", None),
        ("x.csv", 3, "c", None),
        ("y.csv", 2, "a-b", None),
        ("y.csv", 3, None, "slug_collision"),
    ]


@pytest.mark.parametrize(
    ("text", "profile", "code", "facts"),
    (
        (
            "name\nA\n",
            SLUGGED.replace("{name}", "{label}"),
            "missing_column",
            {"file": "x.csv", "field": "label"},
        ),
        ("label\nA\n", SLUGGED, "missing_column", {"file": "x.csv", "field": "name"}),
        ("name\nA\n", SLUGGED.replace("*.csv", "z*.csv"), "missing_file", {"file": "z*.csv"}),
        ("", SLUGGED, "unreadable_file", {"file": "x.csv", "why": "empty"}),
    ),
)
def test_a_file_that_does_not_fit_its_profile_is_unusable(
    tmp_path: Path, text: str, profile: str, code: str, facts: dict[str, str]
) -> None:
    with pytest.raises(Unusable) as refused:
        fed(tmp_path, text, profile)
    assert refused.value.code == code
    assert refused.value.facts.items() >= facts.items()
