"""Scale: how much of everything a run does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Scale:
    """Repeats and sizes.

    `sizes` are lines of the books that are read (entries, over HTTP), `regions` vouchers to match, `requests`
    what is asked over HTTP in a round.
    """

    rounds: int
    posts: int
    posts_of_client: int
    vouchers: int
    sizes: tuple[int, ...]
    readings: int
    regions: tuple[int, ...]
    requests: int


FULL: Final = Scale(
    rounds=9,
    posts=150,
    posts_of_client=20,
    vouchers=10_000,
    sizes=(10**4, 10**5, 10**6),
    readings=200,
    regions=(10**4, 10**5, 10**6),
    requests=3_200,
)
QUICK: Final = Scale(
    rounds=3,
    posts=50,
    posts_of_client=10,
    vouchers=2_000,
    sizes=(10**4, 10**5),
    readings=60,
    regions=(10**4, 10**5),
    requests=1_600,
)
