"""Texts: every word a person reads, by code, in Thai and English.

One TOML file per subject under `th/` and `en/`, with equal keys and equal placeholders (tested).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("th", "en")


@cache
def table(subject: str, language: str) -> Mapping[str, Any]:
    """All texts of one subject (`refusals`, `findings`, `workbook`, `cli`) in one language."""
    return tomllib.loads((files(__package__) / language / f"{subject}.toml").read_text("utf-8"))


def sentence(code: str, facts: Mapping[str, str], language: str) -> str:
    """The sentence of a refusal: what is wrong and what to do; `code` alone when none is known."""
    template = table("refusals", language).get(code) or table("cli", language).get(code, code)
    why = facts.get("why", "")
    if isinstance(template, Mapping):
        template = template.get(why, template.get("other", code))
    return fill(template, facts)


def fill(template: str, facts: Mapping[str, str]) -> str:
    """Put facts into `{placeholders}`; an unknown one stays visible rather than failing."""
    return template.format_map(_Facts(facts))


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
