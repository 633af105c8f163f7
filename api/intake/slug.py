"""Slugs: ASCII codes for names, never the same code for two names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ledger.errors import BadValue

_OTHER: Final = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """A name in ASCII letters, digits and hyphens; "" when nothing of it is left.

    >>> slug("Doña Ana County, New Mexico")
    'dona-ana-county-new-mexico'
    """
    decomposed = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _OTHER.sub("-", decomposed.lower()).strip("-")


class Slugs:
    """The codes that names have claimed so far; the first name to claim a code keeps it."""

    def __init__(self) -> None:
        self._claimed: dict[str, str] = {}

    def claim(self, name: str, field: str) -> str:
        """The name's code; raises BadValue (`no_slug`, or `slug_collision` with another name).

        Spellings that differ in white space only are one name.
        """
        one = " ".join(unicodedata.normalize("NFC", name).split())
        code = slug(one)
        if not code:
            raise BadValue(field=field, why="no_slug", value=one)
        holder = self._claimed.setdefault(code, one)
        if holder != one:
            raise BadValue(field=field, why="slug_collision", value=one, other=holder, slug=code)
        return code
