"""Password: what may be one, and how it is kept: Argon2id, a few at a time.

OWASP ASVS 5.0 V6.2 and NIST SP 800-63B: length counts and composition does not; any character may stand in
it; nothing is cut off and no case is changed. The one thing done to it is NFC, so that the same letters are
the same password whichever keyboard wrote them. Nothing is asked of another host.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.access.guessable import PIECES_MIN, pieces
from ledger.errors import BadValue, Unavailable

LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 256
# One password per line; whoever runs the place puts it beside the key. It is asked before our own rule.
BREACHED: Final = "breached_passwords.txt"
# OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. What is written says its own cost.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_ONCE_MAX: Final = 2
WAIT_SECONDS_MAX: Final = 5
_TURNS: Final = threading.BoundedSemaphore(AT_ONCE_MAX)


def check_password(password: str, actor: str, folder: Path) -> str:
    """The password, if it may be one; raises BadValue (password) with why it may not."""
    length = len(_same(password))
    if length < LENGTH_MIN:
        raise BadValue(field="password", why="password_short", limit=LENGTH_MIN)
    if length > LENGTH_MAX:
        raise BadValue(field="password", why="password_long", limit=LENGTH_MAX)
    own = [part for part in actor.replace(":", " ").replace(".", " ").replace("@", " ").split() if part]
    if pieces(_same(password), (actor, *own)) < PIECES_MIN:
        raise BadValue(field="password", why="password_guessable")
    if _breached(_same(password), folder / BREACHED):
        raise BadValue(field="password", why="password_breached")
    return password


def kept(password: str) -> str:
    """What is stored of a password; raises Unavailable when too many wait."""
    with _turn():
        return _HASHER.hash(_bytes(password))


def same(stored: str, password: str) -> bool:
    """Whether a password is the stored one; without a stored one no, after the same work."""
    with _turn():
        try:
            _HASHER.verify(stored or _nobody(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored)


@contextmanager
def _turn() -> Iterator[None]:
    """One of a few at a time: each takes 19 MiB, and a hundred at once would take what there is."""
    if not _TURNS.acquire(timeout=WAIT_SECONDS_MAX):
        raise Unavailable("not_recorded")
    try:
        yield
    finally:
        _TURNS.release()


def _same(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    return _same(password).encode("utf-8", "surrogatepass")


@cache
def _nobody() -> str:
    return _HASHER.hash(b"nobody's")


def _breached(password: str, file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open(encoding="utf-8", errors="replace") as lines:
        return any(_same(line.rstrip("\r\n")) == password for line in lines)
