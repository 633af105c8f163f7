"""Readme: what is in a bundle and how to check it, in both languages."""

from __future__ import annotations

from ledger import texts
from reconciliation.statement import Statement


def readme(statement: Statement, language: str) -> str:
    """The text of README.txt; the primary language first."""
    ordered = sorted(texts.LANGUAGES, key=lambda one: one != language)
    return f"\n{'-' * 78}\n\n".join(_told(statement, one) for one in ordered)


def _told(statement: Statement, language: str) -> str:
    book = statement.book
    facts = {
        "book": book.id,
        "name": (book.name_th or book.name_en) if language == "th" else (book.name_en or book.name_th),
        "on": statement.on.isoformat(),
        "position": str(statement.position),
        "root": statement.root,
    }
    paragraphs = texts.table("workbook", language)["bundle"]["readme"]
    return "".join(f"{texts.fill(paragraph, facts)}\n" for paragraph in paragraphs)
