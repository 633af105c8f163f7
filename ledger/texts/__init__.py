"""Texts: every word a person reads, by code, in Thai and English.

One TOML file per subject under `th/` and `en/`, with equal keys and equal placeholders (tested). A large
subject goes on in a folder of its name, a file per room; a key that two files give is an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from ledger.texts.figures import as_read

LANGUAGES: Final = ("th", "en")


@cache
def table(subject: str, language: str) -> Mapping[str, Any]:
    """All texts of one subject (`refusals`, `findings`, `workbook`, `cli`, `figures` …) in one language."""
    home = files(__package__) / language
    merged: dict[str, Any] = {}
    for file in (home / f"{subject}.toml", *_rooms(home / subject)):
        _merge(merged, tomllib.loads(file.read_text("utf-8")), file.name)
    return merged


def _rooms(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []


def _merge(into: dict[str, Any], more: Mapping[str, Any], file: str) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(key, {}), dict):
            _merge(into.setdefault(key, {}), value, file)
        elif key in into:
            raise ValueError(f"{file} says {key} again")
        else:
            into[key] = value


def sentence(code: str, facts: Mapping[str, str], language: str) -> str:
    """The sentence of a refusal: what is wrong and what to do; `code` alone when none is known."""
    template = table("refusals", language).get(code) or table("cli", language).get(code, code)
    why = facts.get("why", "")
    if isinstance(template, Mapping):
        template = template.get(why, template.get("other", code))
    return fill(template, readable(code, facts, language))


def readable(code: str, facts: Mapping[str, str], language: str) -> dict[str, str]:
    """Facts as a sentence tells them: amounts in major units, buckets in words (`figures.py`)."""
    return as_read(code, facts, lambda subject: table(subject, language))


def fill(template: str, facts: Mapping[str, str]) -> str:
    """Put facts into `{placeholders}`; an unknown one stays visible rather than failing."""
    return template.format_map(_Facts(facts))


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
