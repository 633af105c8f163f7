"""Origin: which book, up to which position and under which root an export was made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the entries of an export come from.

    `money` is the measure of the book's money ("satang"); `size` and `root` (hexadecimal) are those
    of the head the entries were read under, 0 and "" when unknown.
    """

    book: str
    name_th: str
    name_en: str
    money: str
    size: int = 0
    root: str = ""

    def heading(self) -> tuple[str, ...]:
        """The first lines of an export, without comment signs."""
        return (
            f"Khlang book {one_line(self.book)}: {one_line(self.name_th)} / {one_line(self.name_en)}",
            f"position {self.size}, root {self.root or '-'}",
            "one transaction per journal entry that moves something, dated on its day of business;",
            f"amounts are whole units of each measure (money in {self.money}); the last lines state",
            "every balance as the journal holds it, so that this file checks itself",
        )


def one_line(text: str) -> str:
    r"""Write what cannot be seen as an escape, so that a text never leaves its line.

    >>> one_line("clerk\n2026-01-01 x")
    'clerk\\u000a2026-01-01 x'
    """
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
