"""Figures: facts of a refusal as people read them; programs go on reading them as they are.

The journal keeps money in minor units and names a bucket by its parts. In a sentence 5000 satang are 50.00
baht, and a bucket says its stage in words before its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

# Facts that are money of the book, whatever its currency, by the code of the refusal.
_MINOR: Final[Mapping[str, tuple[str, ...]]] = {
    "over_limit": ("amount", "limit"),
    "reduction_over_earned": ("has", "needs"),
}
_MEASURED: Final = ("has", "needs")
Tables = Callable[[str], Mapping[str, Any]]
"""The texts of a subject in the language of the sentence."""


def as_read(code: str, facts: Mapping[str, str], tables: Tables) -> dict[str, str]:
    """Facts with what is money in major units, counts with their measure, and buckets in words."""
    said = dict(facts)
    for name in _MINOR.get(code, ()):
        said |= {name: major(facts[name])} if name in facts else {}
    if "measure" in facts:
        shape = tables("figures")["money"].get(facts["measure"], "")
        for name in _MEASURED:
            said |= {name: _measured(facts[name], facts["measure"], shape)} if name in facts else {}
    stage = facts.get("bucket", "").partition(":")[0]
    if word := tables("workbook")["stages"].get(stage) if stage else "":
        said["bucket"] = f"{word} ({facts['bucket']})"
    return said


def major(minor: str) -> str:
    """Minor units as an amount with thousands commas and two decimals; what is no figure as it is.

    >>> major("197500000"), major("-5"), major("—")
    ('1,975,000.00', '-0.05', '—')
    """
    digits = minor.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return minor
    whole, rest = divmod(int(digits), 100)
    return f"{minor[: len(minor) - len(digits)]}{whole:,}.{rest:02}"


def _measured(figure: str, measure: str, shape: str) -> str:
    return shape.format(major=major(figure)) if shape else f"{figure} {measure}"
