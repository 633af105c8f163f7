"""A password is kept whole and slowly, and only what nobody would guess may be one."""

from __future__ import annotations

import threading
import unicodedata
from pathlib import Path

import pytest

from api.access import passwords
from api.access.passwords import BREACHED, check_password, kept, same
from ledger.errors import BadValue, Unavailable

GOOD = "tq7#mWz!k0Rf"


@pytest.mark.parametrize(
    "password",
    (
        GOOD,
        "กำแพงแก้วเจ็ดประการ",
        " spaces at both ends ",
        "\x00\x01 any character \ud800",
        "🦊🌧️🛶🏮🪷🧵🪁🥁🪔🧶🛺🪭",
        "aB3$" * 3 + "x" + "Qz7!" * 12 + "kW",
    ),
)
def test_any_characters_may_stand_in_it_and_all_of_them_count(tmp_path: Path, password: str) -> None:
    stored = kept(check_password(password, "somebody", tmp_path))
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert same(stored, password)
    assert not any(
        same(stored, other) for other in (password[:-1], password + " ", password.swapcase() + "!")
    )


@pytest.mark.parametrize("length", (64, 256))
def test_a_long_one_may_be_one_and_is_not_cut_off(tmp_path: Path, length: int) -> None:
    password = "".join(chr(0x4E00 + n * 37) for n in range(length))
    stored = kept(check_password(password, "somebody", tmp_path))
    assert same(stored, password)
    assert not same(stored, password[:-1])


@pytest.mark.parametrize(
    ("password", "why"),
    (
        ("tq7#mWz!k0R", "password_short"),
        ("tq7#mWz!k0Rf" * 22, "password_long"),
        ("Khlang-Bangkok-2569", "password_guessable"),
        ("somebody12345", "password_guessable"),
        (GOOD + " of the list", "password_breached"),
    ),
)
def test_what_may_not_be_one_is_told_why(tmp_path: Path, password: str, why: str) -> None:
    (tmp_path / BREACHED).write_text(f"first\r\n{GOOD} of the list\nlast", encoding="utf-8")
    with pytest.raises(BadValue) as refused:
        check_password(password, "somebody", tmp_path)
    assert refused.value.facts["why"] == why
    assert password not in str(refused.value)


def test_the_same_letters_are_the_same_password_however_they_are_coded() -> None:
    composed = "crème brûlée à Nîmes"
    assert same(kept(composed), unicodedata.normalize("NFD", composed))


def test_two_of_the_same_are_kept_differently() -> None:
    assert kept(GOOD) != kept(GOOD)


def test_what_is_not_stored_is_nobodys() -> None:
    assert [same("", "nobody's"), same("", GOOD), same("garbled", GOOD)] == [False, False, False]


def test_only_a_few_are_worked_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_TURNS", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "WAIT_SECONDS_MAX", 0.01)
    with passwords._turn(), pytest.raises(Unavailable):
        same("", GOOD)
    assert not same("", GOOD)
