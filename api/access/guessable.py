"""Guessable: of how many pieces a password is made, when what everybody would try counts as one piece.

A piece is a word (`words.toml`, and words of the person's own), a repeat, a run of the alphabet or of
figures, a run along a keyboard, a year, or else a single character. It is a rule and no list of passwords:
such a list is somebody else's work, which an organisation may put beside its key (passwords.py).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final

PIECES_MIN: Final = 7
_RUN_MIN: Final = 3
_WORD_MIN: Final = 3
_DISGUISES: Final = str.maketrans("0134578@$!+|€", "oleastbasitie")
_ROWS: Final = (
    "1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
    "ๅ/_ภถุึคตจขช", "ๆไำพะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ",
)  # fmt: skip


def pieces(password: str, own: Iterable[str] = ()) -> int:
    """Of how many pieces a password is made.

    >>> pieces("P@ssw0rd2569!!!!"), pieces("qwertyuiop1234567890"), pieces("tq7#mWz!k0Rf")
    (3, 2, 12)
    """
    plain = "".join(each.lower()[:1] for each in password)
    open_ = plain.translate(_DISGUISES)
    words = common_words() | {word.lower() for word in own if len(word) >= _WORD_MIN}
    longest = max(map(len, words))
    count = place = 0
    while place < len(plain):
        place += max(_widths(plain, open_, place, words, longest))
        count += 1
    return count


@cache
def common_words() -> frozenset[str]:
    """The words of `words.toml`, as they are typed and with their disguises taken off."""
    lists = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    plain = {word.lower() for words in lists.values() for word in words}
    return frozenset(plain | {word.translate(_DISGUISES) for word in plain})


def _widths(plain: str, open_: str, place: int, words: frozenset[str], longest: int) -> Iterator[int]:
    """How far each kind of piece reaches from a place."""
    yield 1
    yield _repeat(plain, place)
    yield _run(plain, place)
    yield _along_keys(plain, place)
    if plain[place : place + 4].isdecimal() and plain[place : place + 2] in {"19", "20", "24", "25", "26"}:
        yield min(4, len(plain) - place)
    for width in range(min(longest, len(plain) - place), 1, -1):
        if plain[place : place + width] in words or open_[place : place + width] in words:
            yield width
            return


def _repeat(text: str, place: int) -> int:
    """How far what stands before a place, or the character there, is said again."""
    said = [text[place] * _RUN_MIN, *(text[place - width : place] for width in range(1, place + 1))]
    widths = [len(each) for each in said if each and text.startswith(each, place)]
    width = max(widths, default=1)
    while place + width < len(text) and text[place + width] == text[place] == text[place + width - 1]:
        width += 1
    return width


def _run(text: str, place: int) -> int:
    """How far characters follow each other upwards or downwards: abcd, 4321."""
    width = 2
    if place + 1 >= len(text) or abs(step := ord(text[place + 1]) - ord(text[place])) != 1:
        return 1
    step = ord(text[place + 1]) - ord(text[place])
    while place + width < len(text) and ord(text[place + width]) - ord(text[place + width - 1]) == step:
        width += 1
    return width if width >= _RUN_MIN else 1


def _along_keys(text: str, place: int) -> int:
    """How far a finger moves to a key beside the last one: qwer, 1qaz, 1q2w3e."""
    width = 1
    while place + width < len(text) and _beside(text[place + width - 1], text[place + width]):
        width += 1
    return width if width >= _RUN_MIN else 1


def _beside(one: str, other: str) -> bool:
    return other in _neighbours().get(one, "")


@cache
def _neighbours() -> dict[str, str]:
    """Each key and those that touch it, on both layouts."""
    found: dict[str, str] = {}
    for rows in (_ROWS[:4], _ROWS[4:]):
        keys = {(row, column): key for row, line in enumerate(rows) for column, key in enumerate(line)}
        for (row, column), key in keys.items():
            around = ((row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1))
            found[key] = found.get(key, "") + "".join(keys.get(each, "") for each in around)
    return found
