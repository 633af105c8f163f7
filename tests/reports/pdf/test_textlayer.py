"""The text layer: Thai is found and copied as it was written, by glyph and by span, and looks the same."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.pdf.textlayer import with_text_layer
from tests.reports.pdf.papers import found, squeezed
from tests.reports.pdf.streams import drawn, lines, spans

CONSONANTS: Final = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
TALL: Final = "ปฝฟ"  # whose SARA AM without a tone mark holds a word joiner
VOWELS: Final = ("", *"ัิีึืุู")
TONES: Final = ("", *"่้๊๋์")
WORDS: Final = (
    *("น้ำ", "ที่", "เงินเดือน", "กตัญญู", "ปั๊ม", "ฝั่ง", "ป้ำ", "ก่ำ", "สำนักงานเขต", "จำนวนเงิน", "ปู่", "ผู้", "ฎีกา"),
    *("สิทธิ์", "ขึ้น", "ซื้อ", "เบิกจ่าย", "กรุงเทพมหานคร", "ยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์", "ฐานข้อมูลที่อยู่อาศัย"),
)
WEIGHTS: Final = ("regular", "bold")


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_found_as_it_was_written(word: str, weight: str) -> None:
    pdf = with_text_layer(lines([word], weight))
    assert found(pdf) == word
    assert spans(pdf) == word


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_syllable_is_found_as_it_was_written(weight: str) -> None:
    syllables = [
        *(f"ก{one}{vowel}{tone}ง" for one in CONSONANTS for vowel in VOWELS for tone in TONES),
        *(f"ก{one}{tone}ำง" for one in CONSONANTS for tone in TONES[:5] if tone or one not in TALL),
    ]
    written = " ".join(syllables)
    pdf = with_text_layer(lines([written], weight))
    assert found(pdf) == squeezed(written)
    assert squeezed(spans(pdf)) == squeezed(written)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, "Khlang", "1,400,000.00", "(2569-HOUSING)", "fi", "—"]), max_size=30)
)
def test_a_line_of_words_keeps_its_order_and_its_spaces(words: list[str]) -> None:
    pdf = with_text_layer(lines([" ".join(words), "."]))
    assert found(pdf) == "".join(words) + "."


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_glyph_stays_where_it_was_drawn(weight: str) -> None:
    typeset = lines([*WORDS, *(f"{one}ึ้{one}ี่{one}ั๊ง{one}่ำ" for one in CONSONANTS)], weight)
    before, after = drawn(typeset), drawn(with_text_layer(typeset))
    assert [one.glyph for one in before] == [one.glyph for one in after]
    for was, now in zip(before, after, strict=True):
        assert abs(was.x - now.x) < 0.01
        assert abs(was.y - now.y) < 0.036 * was.size


def test_a_long_word_may_break_and_is_still_one_word() -> None:
    word = "0123456789abcdef" * 40
    pdf = with_text_layer(lines([word]))
    assert found(pdf) == word
    assert spans(pdf) == word
    assert len({round(glyph.y) for glyph in drawn(pdf)}) > 1


def test_equal_bytes_give_equal_bytes() -> None:
    typeset = lines(WORDS)
    assert with_text_layer(typeset) == with_text_layer(typeset)
