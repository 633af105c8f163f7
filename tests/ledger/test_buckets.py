"""Bucket names: read back as they were, and made of segments that survive elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.buckets import SET_OF, SOURCES, STAGES, Bucket, segment
from ledger.errors import BadValue


def _is_segment(text: str) -> bool:
    try:
        segment(text, "x")
    except BadValue:
        return False
    return True


SEGMENTS = st.text(min_size=1, max_size=8).filter(_is_segment)


@given(stage=st.sampled_from(STAGES), unit=SEGMENTS, code=SEGMENTS, item=st.just("") | SEGMENTS)
def test_a_name_is_read_back_as_it_was(stage: str, unit: str, code: str, item: str) -> None:
    bucket = Bucket(
        stage, segment(unit, "u"), segment(code, "c"), segment(item, "i") if item else "", "satang"
    )
    assert Bucket.parse(bucket.name, "satang") == bucket


@given(text=SEGMENTS)
def test_a_segment_stays_what_it_is(text: str) -> None:
    assert segment(segment(text, "x"), "x") == segment(text, "x")


@pytest.mark.parametrize("name", ("available", "available:1032", "available:1032:L:a:b"))
def test_what_is_no_name_is_not_read(name: str) -> None:
    with pytest.raises(ValueError, match="unpack"):
        Bucket.parse(name, "satang")


@pytest.mark.parametrize(
    ("text", "why"),
    (
        ("", "missing"),
        ("a:b", "not_a_code"),
        (" a", "not_a_code"),
        ("a ", "not_a_code"),
        ("a  b", "not_a_code"),
        ("a\tb", "not_a_code"),
        ("a\u00a0b", "not_a_code"),
        ("a\u2028b", "not_a_code"),
        ("a\u200db", "not_a_code"),
        ("a\ufeffb", "not_a_code"),
        ("\ue000", "not_a_code"),
        ("\ud800", "not_a_code"),
        ("ก" * 101, "not_a_code"),
    ),
)
def test_a_segment_holds_nothing_that_cannot_be_seen(text: str, why: str) -> None:
    with pytest.raises(BadValue) as raised:
        segment(text, "number")
    assert raised.value.facts["why"] == why


@pytest.mark.parametrize("text", ("ฎ 0001/2569", "กำ", "a" * 100, "X@2570", '"', "\\", "'; --"))
def test_what_offices_write_on_documents_is_a_segment(text: str) -> None:
    assert segment(text, "number")


def test_every_stage_is_of_one_set_and_only_sources_may_be_negative() -> None:
    assert set(SET_OF) == set(STAGES)
    assert len(STAGES) == len(set(STAGES))
    assert {stage for stage in STAGES if Bucket(stage, "u", "c", "", "m").is_source} == SOURCES
