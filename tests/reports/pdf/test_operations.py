"""Operations of a page: read as an independent reader reads them, and written so that they stay."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.pdf.operations import Word, read_operations, write_operations

numbers = st.one_of(st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6).map(lambda one: round(one, 5)))
names = st.text("abcXYZ019+-.", min_size=1, max_size=8).map(lambda one: f"/{one}")
words = st.sampled_from((Word(b"true"), Word(b"null")))
values = st.recursive(
    st.one_of(numbers, names, st.binary(max_size=12)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(names, st.one_of(inner, words), max_size=3)
    ),
    max_leaves=8,
)
operations = st.lists(
    st.tuples(st.lists(values, max_size=4), st.sampled_from((b"TJ", b"BDC", b"cm", b"T*", b"'", b"q"))),
    max_size=6,
)


@given(operations)
def test_what_was_written_is_read_again(chosen: list[tuple[list[Any], bytes]]) -> None:
    assert list(read_operations(write_operations(chosen))) == chosen


@pytest.mark.parametrize(
    ("written", "meant"),
    (
        (rb"(a\)b)", b"a)b"),
        (rb"(a(b)c)", b"a(b)c"),
        (rb"(\000\1777\n\\)", b"\x00\x7f7\n\\"),
        (b"(a\\\nb)", b"ab"),
        (b"(q Q BT)", b"q Q BT"),
        (b"()", b""),
    ),
)
def test_a_text_is_what_its_signs_mean(written: bytes, meant: bytes) -> None:
    assert list(read_operations(written + b" Tj")) == [([meant], b"Tj")]


@pytest.mark.parametrize("broken", (b"(a", b"[1 2", b"1 2", b"<< /A"))
def test_a_page_that_ends_too_early_is_no_page(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r"ends in|without end"):
        list(read_operations(broken))
