"""Character maps of fonts in PDF."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.pdf.cmaps import read_cmap, write_cmap

texts = st.text(min_size=1, max_size=4)


@given(st.dictionaries(st.integers(0, 0xFFFF), texts, max_size=250))
def test_a_map_is_read_as_it_was_written(known: dict[int, str]) -> None:
    assert read_cmap(write_cmap(known)) == known


def test_a_block_holds_a_hundred_entries_at_most() -> None:
    written = write_cmap(dict.fromkeys(range(250), "ก"))
    assert [line.split()[0] for line in written.splitlines() if line.endswith(b"beginbfchar")] == [
        b"100",
        b"100",
        b"50",
    ]
