"""What everybody would try counts as few pieces, however long it is; what is made up counts as many."""

from __future__ import annotations

import pytest

from api.access.guessable import PIECES_MIN, common_words, pieces

GUESSED = (
    "password1234", "123456789012", "qwertyuiop123", "1q2w3e4r5t6y", "q1w2e3r4t5y6", "passwordpassword",
    "iloveyou1234", "unbelievable", "administrator", "1qaz2wsx3edc", "zaq12wsxcde3", "111111111111",
    "abc123456789", "manchesterunited", "P@ssw0rd2569!!!!", "รหัสผ่าน2569", "กรุงเทพมหานคร2569",
    "Khlang.officer1", "aaaabbbbcccc", "asdfasdfasdf", "Welcome123456!", "Bangkok2026!!", "abcabcabcabc",
    "Summer2026!!!",
    "ฟหกดฟหกด1234", "ilovekhlang2569", "202611232026", "!QAZ2wsx#EDC", "สมชายสมหญิง2530", "zxcvbnm12345",
    "0987654321qw", "PASSWORDPASSWORD", "letmeinletmein", "dragonmonkey12",
)  # fmt: skip
MADE_UP = (
    "tq7#mWz!k0Rf", "correct horse battery staple", "ข้าวเหนียวมะม่วงสองจานกับชา", "glass-otter-77-violin",
    "purple monkey dishwasher", "ไผ่ลู่ลมริมคลอง-violin-77", "🦊🌧️ตะกร้าใบที่สาม",
)  # fmt: skip


@pytest.mark.parametrize("password", GUESSED)
def test_what_everybody_would_try_is_guessable(password: str) -> None:
    assert pieces(password, ("officer",)) < PIECES_MIN


@pytest.mark.parametrize("password", MADE_UP)
def test_what_is_made_up_is_not(password: str) -> None:
    assert pieces(password, ("officer",)) >= PIECES_MIN


def test_a_persons_own_words_count_as_one() -> None:
    assert pieces("somsri.w somsri.w", ("somsri.w",)) < PIECES_MIN
    assert pieces("zyqvor.w zyqvor.w") > pieces("zyqvor.w zyqvor.w", ("zyqvor.w",))


def test_any_two_words_with_a_year_are_guessable() -> None:
    words = sorted(word for word in common_words() if len(word) > 4)
    pairs = [f"{one}{other}2569" for one, other in zip(words, words[7:], strict=False)]
    assert len(words) * len(words) > 3000
    assert [each for each in pairs if pieces(each) >= PIECES_MIN] == []


@pytest.mark.parametrize("text", ("", "ก", "\x00", "İİİ", "\ud800", "ß" * 300))
def test_any_text_has_a_number_of_pieces(text: str) -> None:
    assert 0 <= pieces(text) <= len(text)
