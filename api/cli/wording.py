"""Wording: a refusal as people and programs read it."""

from __future__ import annotations

from typing import Any

from ledger.errors import Refusal
from ledger.texts import LANGUAGES, sentence


def refusal_json(refusal: Refusal, **place: object) -> dict[str, Any]:
    """Where, the stable code, the facts, and the sentence in each language."""
    said = {language: sentence(refusal.code, refusal.facts, language) for language in LANGUAGES}
    return {**place, "code": refusal.code, "facts": dict(refusal.facts), **said}
