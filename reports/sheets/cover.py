"""A0: the cover: whose figures, of what, from which journal, whether they agree, and how to verify them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Final

from ledger.calendar import BUDDHIST_OFFSET, first_day, fiscal_year, last_day
from reconciliation.wording import why_failed
from reports.columns import Live, Value
from reports.imprint import day_in_words
from reports.qr import checkpoint_text, qr_png
from reports.sheets.source import Source
from reports.words import Words
from reports.workbook import EXTRACT, Workbook

_WIDTHS: Final = (30, 34, 34, 26, 26)
_OVER: Final = 4
_BANGKOK: Final = timezone(timedelta(hours=7))
# Who signs, and the step of the run by which Khlang knows it; the auditor signs on paper.
_SIGNERS: Final = {"preparer": "prepared", "reviewer": "reviewed", "signatory": "signed", "auditor": ""}
_CODE_SCALE: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What ties the workbook to the journal and to itself."""

    checkpoint: str
    digest: str
    generator: str
    check_all: Live


def cover(book: Workbook, source: Source, proof: Proof) -> None:
    """Write the cover; it comes last, for it carries the digest of all other sheets."""
    sheet, words = book.sheets["A0"], source.words
    sheet.widths(_WIDTHS)
    sheet.line([("title", words.both(book.title))], over=_OVER + 1, lines=1.4)
    imprint = book.imprint
    sheet.line([("draft" if imprint.draft else "subtitle", imprint.says(words))], over=_OVER + 1)
    if imprint.draft:
        sheet.line([("draft", words("draft_note"))], over=_OVER + 1)
    sheet.skip()
    for key, value in _facts(source, book, proof):
        sheet.line([("label", words.both(f"cover.{key}")), ("text", value)], over=_OVER)
    check = sheet.line([("label", words.both("cover.check_all")), ("text", proof.check_all)], over=_OVER)
    sheet.redden(check, check, 1, '{cell}<>"' + str(words("all_agrees")) + '"')
    _code(book, source, proof)
    _sign_off(book, source)
    _how_to_verify(book)


def _facts(source: Source, book: Workbook, proof: Proof) -> list[tuple[str, Value]]:
    statement, words, imprint = source.statement, source.words, book.imprint
    rules = statement.rules
    made = imprint.created.astimezone(_BANGKOK)
    return [
        ("agency", imprint.agency),
        ("book", words.named(statement.book.name_th, statement.book.name_en)),
        ("scope", imprint.scope),
        ("fiscal_year", _year(fiscal_year(statement.on), words)),
        ("cut_off", f"{day_in_words(statement.on, words)} ({statement.on.isoformat()})"),
        ("position", str(statement.position)),
        ("root", statement.root),
        ("digest", proof.digest),
        ("rules", words("rules", version=rules.version, digest=rules.digest)),
        ("not_run", " ".join(statement.not_run) or "–"),
        (
            "failed",
            ", ".join(f"{one.code}: {why_failed(one, words.language)}" for one in statement.failed) or "–",
        ),
        ("generator", proof.generator),
        ("created", f"{day_in_words(made.date(), words)} {made:%H:%M} (UTC+7)"),
        ("checkpoint", proof.checkpoint or words("no_checkpoint")),
    ]


def _year(year: int, words: Words) -> str:
    days = {"first": day_in_words(first_day(year), words), "last": day_in_words(last_day(year), words)}
    return words("fiscal_year", be=year, ce=year - BUDDHIST_OFFSET, **days)


def _code(book: Workbook, source: Source, proof: Proof) -> None:
    """The checkpoint as a code to scan; where none is signed, the position and root to compare."""
    statement, sheet, words = source.statement, book.sheets["A0"], source.words
    text = checkpoint_text(proof.checkpoint, statement.book.id, statement.position, statement.root)
    sheet.skip()
    sheet.break_page()
    lines = sheet.picture(1, qr_png(text), words("cover.code"), scale=_CODE_SCALE)
    sheet.line([("label", words.both("cover.code")), ("text", None)], lines=lines)
    sheet.skip()


def _sign_off(book: Workbook, source: Source) -> None:
    """Who signed the run and room for names; a draft has none, for it cannot be signed."""
    sheet, words, dossier = book.sheets["A0"], book.words, source.dossier
    sheet.line([("section", words.both("sign_off"))], over=_OVER + 1)
    told = (
        words("run_state", run=dossier.run.number, state=words(f"run_states.{dossier.state}"))
        if dossier.run
        else ""
    )
    sheet.line([("text", told or words("no_run"))], over=_OVER + 1)
    if book.imprint.draft:
        sheet.line([("draft", words("draft_unsigned"))], over=_OVER + 1)
        return
    columns = ("role", "name", "position_held", "signature", "signed_on")
    sheet.line([("header", words.both(f"signing.{key}")) for key in columns], lines=2)
    for signer, step in _SIGNERS.items():
        signed = dossier.signed_by(step)
        name: tuple[str, Value] = ("text", signed) if signed else ("text.given", None)
        label = ("label", words.both(f"signing.{signer}"))
        sheet.line([label, name, *[("text.given", None)] * (_OVER - 1)], lines=2)


def _how_to_verify(book: Workbook) -> None:
    sheet, words = book.sheets["A0"], book.words
    sheet.skip()
    sheet.line([("section", words.both("how_to_verify"))], over=_OVER + 1)
    for paragraph in words.listed("verify"):
        if EXTRACT in paragraph and not book.parts(EXTRACT):
            continue  # it tells how to read a sheet that this kind of workbook has not
        sheet.line([("prose", paragraph)], over=_OVER + 1)
