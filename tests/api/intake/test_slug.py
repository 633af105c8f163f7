"""Slugs: one code per name, and never one code for two names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake.slug import Slugs, slug
from ledger.buckets import segment
from ledger.errors import BadValue


@pytest.mark.parametrize(
    ("name", "code"),
    (
        ("State Of Alabama", "state-of-alabama"),
        ("Doña Ana County, New Mexico", "dona-ana-county-new-mexico"),
        ("  City Of Columbus,  Ohio ", "city-of-columbus-ohio"),
        ("ประเวศ", ""),
        ("เขต 1032", "1032"),
        ("!!!", ""),
    ),
)
def test_a_slug_is_what_latin_letters_and_digits_leave(name: str, code: str) -> None:
    assert slug(name) == code


@given(st.text(max_size=60))
def test_a_slug_is_a_segment_of_a_bucket_name_or_nothing(name: str) -> None:
    code = slug(name)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", code)
    assert not code or len(code) > 100 or segment(code, "unit") == code


def test_names_that_differ_in_white_space_only_are_one_name() -> None:
    slugs = Slugs()
    assert slugs.claim("City Of Columbus,  Ohio", "unit") == slugs.claim(" City Of Columbus, Ohio", "unit")


@pytest.mark.parametrize(
    "other", ("Baldwin County Alabama", "BALDWIN COUNTY, ALABAMA", "Báldwin County, Alabama")
)
def test_another_name_with_the_same_slug_is_refused(other: str) -> None:
    slugs = Slugs()
    slugs.claim("Baldwin County, Alabama", "unit")
    with pytest.raises(BadValue) as refused:
        slugs.claim(other, "unit")
    assert refused.value.facts == {
        "field": "unit",
        "why": "slug_collision",
        "value": other,
        "other": "Baldwin County, Alabama",
        "slug": "baldwin-county-alabama",
    }


def test_a_name_without_latin_letters_has_no_slug() -> None:
    with pytest.raises(BadValue) as refused:
        Slugs().claim("ประเวศ", "unit")
    assert refused.value.facts["why"] == "no_slug"
