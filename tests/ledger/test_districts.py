"""The districts: complete, joined by code alone, and the same as the ones the pilot names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.districts import district, districts, pilots
from ledger.errors import BadValue


def test_all_fifty_districts_are_there_in_the_order_of_their_codes() -> None:
    assert list(districts()) == [str(code) for code in range(1001, 1051)]
    assert all(code == each.code for code, each in districts().items())


def test_a_district_knows_its_names_office_and_other_spellings() -> None:
    prawet = district("1032")
    assert (prawet.name_th, prawet.name_en) == ("ประเวศ", "Prawet")
    assert (prawet.office_th, prawet.office_en) == ("สำนักงานเขตประเวศ", "Prawet District Office")
    assert prawet.aliases_en == ("Pra Wet",)
    assert district("1012").aliases_en == ("Yan na wa", "Yannawa")
    assert district("1001").aliases_en == ()


def test_an_office_is_named_after_its_district() -> None:
    for each in districts().values():
        assert each.office_th == f"สำนักงานเขต{each.name_th}"
        assert each.office_en == f"{each.name_en} District Office"


def test_six_districts_are_pilots() -> None:
    assert [each.code for each in pilots()] == ["1007", "1010", "1012", "1032", "1033", "1037"]


def test_no_two_districts_share_a_name_a_spelling_or_a_tile() -> None:
    listed = list(districts().values())
    spellings = [name for each in listed for name in (each.name_en, *each.aliases_en)]
    assert len({each.name_th for each in listed}) == len(listed)
    assert len(set(spellings)) == len(spellings)
    assert len({(each.tile_column, each.tile_row) for each in listed}) == len(listed)


@pytest.mark.parametrize(
    "code", ("1051", "1000", "DEPT", "Prawet", "ประเวศ", " 1032", "๑๐๓๒", "", 1032, None, [])
)
def test_anything_but_a_code_is_unknown(code: Any) -> None:  # noqa: ANN401 - takes what typed code cannot pass
    with pytest.raises(BadValue) as refused:
        district(code)
    assert (refused.value.facts["field"], refused.value.facts["why"]) == ("district", "unknown_district")


def test_a_district_has_a_code_of_four_digits() -> None:
    with pytest.raises(BadValue) as refused:
        replace(district("1032"), code="32")
    assert refused.value.facts["why"] == "not_a_district_code"


def test_the_shipped_districts_cannot_be_changed() -> None:
    shipped: Any = districts()
    with pytest.raises(TypeError):
        shipped["1051"] = district("1032")
