"""Suppression: which sums may not be published, so that no small count can be told from the others.

A row of a table with totals is left out when one of its counts (documents, or things counted) is below
the threshold; none at all is no secret. Because each total is the sum of its parts, leaving out one row
of such an equation would give it away: the others are taken from the total. So in every equation in
which rows are left out there are at least two of them, and together they count as many as the
threshold; else the smallest further part is left out too, or the total where no part is left. This is
repeated until every equation is safe. (Each equation by itself; several together are not searched.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

TOTAL: Final = "TOTAL"
SMALL: Final = "small_count"
COMPLEMENTARY: Final = "complementary"

Key = tuple[str, ...]
Counts = Mapping[Key, int]
Equation = tuple[Key, tuple[Key, ...]]


def suppressed(tables: Sequence[Counts], threshold: int) -> dict[Key, str]:
    """Row -> why it is left out; each table counts something per row, totals (`TOTAL`) included.

    The first table counts documents and knows every row.

    >>> counts = {("a",): 2, ("b",): 9, ("c",): 7, ("TOTAL",): 18}
    >>> suppressed([counts], 5)
    {('a',): 'small_count', ('c',): 'complementary'}
    """
    documents = tables[0]
    out = {key: SMALL for key in documents if any(0 < table.get(key, 0) < threshold for table in tables)}
    equations = _equations(documents)
    changed = True
    while changed:
        changed = False
        for total, parts in equations:
            hidden = [key for key in parts if key in out]
            if not _safe(hidden, total in out, tables, threshold):
                more = _more(documents, out, total, parts)
                changed = changed or more is not None
                out |= {more: COMPLEMENTARY} if more else {}
    return out


def _equations(counts: Counts) -> list[Equation]:
    """Each total with the parts that add up to it, along every dimension."""
    found: defaultdict[tuple[Key, int], list[Key]] = defaultdict(list)
    for key in sorted(counts):
        for at, part in enumerate(key):
            total = (*key[:at], TOTAL, *key[at + 1 :])
            if part != TOTAL and total in counts:
                found[total, at].append(key)
    return [(total, tuple(parts)) for (total, _), parts in sorted(found.items())]


def _safe(hidden: Sequence[Key], total_hidden: bool, tables: Sequence[Counts], threshold: int) -> bool:  # noqa: FBT001 - a fact about the equation
    """Whether what is left out of an equation cannot be told from the rest of it."""
    unknown = len(hidden) + total_hidden
    if unknown != 1 and (total_hidden or not hidden):
        return True
    sums = [sum(table.get(key, 0) for key in hidden) for table in tables]
    return unknown > 1 and not any(0 < one < threshold for one in sums)


def _more(counts: Counts, out: Mapping[Key, str], total: Key, parts: Sequence[Key]) -> Key | None:
    """What else to leave out: the smallest part that counts anything, else the total."""
    left = [key for key in parts if key not in out and counts[key]]
    if left:
        return min(left, key=lambda key: (counts[key], key))
    return total if total not in out else None
