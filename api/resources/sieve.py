"""Sieve: which documents of a register are asked for by what they say: their line, activity and day.

No index leads to these. They are asked of the documents of a page, which is bounded (`register.page_after`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from api.resources.register import Paper

Keep = Callable[[Paper], bool]


def sieve(wanted: Mapping[str, Any], keep: Keep = bool) -> Keep:
    """What keeps the documents that are asked for, of those to `keep`; `bool` where nothing is said.

    >>> sieve({"line": "", "from_on": None}) is bool
    True
    """
    line, activity = wanted.get("line"), wanted.get("activity")
    first, last = wanted.get("from_on") or date.min, wanted.get("until_on") or date.max
    if not any(wanted.get(name) for name in ("line", "activity", "from_on", "until_on")):
        return keep

    def said(paper: Paper) -> bool:
        on_day = first <= paper.entry.request.effective_on <= last
        return on_day and any(_names(part, line, activity) for part in _parts(paper)) and keep(paper)

    return said


def _parts(paper: Paper) -> Iterator[Any]:
    """The command, and the lines or the one leg of it that the document is."""
    command: Any = paper.entry.command
    yield command
    yield from getattr(command, "lines", ())
    yield from getattr(command, "legs", ())[paper.part : paper.part + 1]


def _names(part: Any, line: str | None, activity: str | None) -> bool:  # noqa: ANN401 - a command, or a part of one
    """Whether it is on the line and for the activity, where they are asked for."""
    on_line = not line or line in {getattr(part, name, "") for name in ("line", "from_line", "to_line")}
    return on_line and (not activity or getattr(part, "activity", "") == activity)
