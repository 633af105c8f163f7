"""Words: the texts of a workbook in its primary language, with the other language beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger import texts
from ledger.errors import Unusable


@dataclass(frozen=True, slots=True)
class Words:
    """What people read, from texts `workbook`; keys are dotted ("columns.unit")."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in texts.LANGUAGES:
            raise Unusable("unknown_language", language=self.language, known=" ".join(texts.LANGUAGES))

    @property
    def second(self) -> Words:
        """The same texts in the other language."""
        return Words(next(one for one in texts.LANGUAGES if one != self.language))

    def __call__(self, key: str, **facts: object) -> str:
        """The text of a key with its facts filled in; KeyError when there is none."""
        return texts.fill(str(_found(self._table, key)), {name: str(fact) for name, fact in facts.items()})

    def both(self, key: str) -> str:
        """The text in both languages, the primary one first."""
        first, second = self(key), self.second(key)
        return first if first == second else f"{first} · {second}"

    def listed(self, key: str) -> tuple[str, ...]:
        """A text of several paragraphs."""
        return tuple(_found(self._table, key))

    def has(self, key: str) -> bool:
        """Whether there is a text of this key."""
        try:
            _found(self._table, key)
        except KeyError:
            return False
        return True

    def named(self, thai: str, english: str) -> str:
        """A name that data gives in both languages; the other one when this one is empty."""
        return (thai or english) if self.language == "th" else (english or thai)

    @property
    def _table(self) -> Mapping[str, Any]:
        return texts.table("workbook", self.language)


def _found(table: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - a text or a list of texts
    for part in key.split("."):
        table = table[part]
    return table
