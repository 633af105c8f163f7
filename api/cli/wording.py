"""Wording: a refusal as people and programs read it."""

from __future__ import annotations

import re
from typing import Any, Final

from ledger.errors import Refusal
from ledger.texts import LANGUAGES, sentence

# Control characters but for tab and line break, and those that turn the direction of writing.
_COMMANDING: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    r"""A text in which nothing commands the terminal: what stands in a file or a book may be anybody's.

    >>> harmless("\x1b[2Jคลัง")
    '\ufffd[2Jคลัง'
    """
    return _COMMANDING.sub("\N{REPLACEMENT CHARACTER}", text)


def refusal_json(refusal: Refusal, **place: object) -> dict[str, Any]:
    """Where, the stable code, the facts, and the sentence in each language."""
    said = {language: sentence(refusal.code, refusal.facts, language) for language in LANGUAGES}
    return {**place, "code": refusal.code, "facts": dict(refusal.facts), **said}
