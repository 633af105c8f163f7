"""What is said: file names, messages in Thai and English, and the first thing that is wrong."""

from __future__ import annotations

import contextlib
import csv
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

FORMAT = "khlang-audit-bundle/1"
MANIFEST, NOTE, KEY, CHECKPOINTS = "manifest.json", "manifest.note", "key.txt", "checkpoints.txt"
ENTRIES, WORKBOOK = "entries.jsonl", "workbook.xlsx"
SIGNED_AS = "Khlang audit bundle v1"
LINE_MAX = 1 << 26  # characters of one line: no entry comes near it

Plain = dict[str, Any]
Place = tuple[str, str]  # bucket name, measure
Cell = tuple[str, str]  # unit, activity
Row = list[Any]
REGISTER_FILES = (
    "transfers.csv", "receipts.csv", "vouchers.csv", "advances.csv", "commitments.csv", "deliveries.csv",
    "decisions.csv", "balances.csv", "journal.csv", "movements.csv", "cells.csv", "districts.csv",
    "matches.csv", "findings.csv",
)  # fmt: skip

MESSAGES = {
    "missing_file": ("ไม่มีแฟ้มนี้ในชุดหลักฐาน", "the bundle lacks this file"),
    "extra_file": ("แฟ้มนี้ไม่มีในบัญชีแฟ้ม", "this file is not in the manifest"),
    "damaged_file": ("แฟ้มชำรุด อ่านไม่ได้", "this file is damaged and cannot be read"),
    "malformed": ("รูปแบบไม่ถูกต้อง", "this is not in the form it should have"),
    "key_differs": ("กุญแจในชุดหลักฐานไม่ใช่กุญแจที่ท่านถือไว้", "the bundle's key is not the key you hold"),
    "bad_signature": ("ลายเซ็นไม่ตรงกับข้อความ", "the signature does not fit the text"),
    "unknown_key": ("ไม่ได้ลงลายเซ็นด้วยกุญแจที่รู้จัก", "no known key signed this"),
    "order": ("ลำดับรายการไม่ต่อเนื่อง มีรายการหายหรือสลับที่", "entries are missing or out of order"),
    "not_canonical": ("ข้อความรายการไม่เป็นรูปแบบมาตรฐาน", "the text is not in its canonical form"),
    "leaf": ("ลีฟไม่ตรงกับข้อความรายการ รายการถูกแก้ไข", "the leaf is not that of the entry: it was changed"),
    "proof": ("หลักฐานไม่นำไปสู่ค่าราก", "the inclusion proof does not lead to the signed root"),
    "root": ("ค่ารากของรายการไม่ตรงกับค่าผนึก", "the root of the entries is not the one stated"),
    "rewritten": (
        "รายการไม่ตรงกับค่าผนึกที่ท่านถือไว้ สมุดบัญชีถูกเขียนใหม่หรือค่าผนึกถูกเปลี่ยน",
        "the entries do not contain the checkpoint you hold: book rewritten, or checkpoint replaced",
    ),
    "held_newer": (
        "ค่าผนึกที่ท่านถือไว้ใหม่กว่าชุดหลักฐาน ขอชุดใหม่",
        "the checkpoint you hold is newer than the bundle: ask for a new one",
    ),
    "balance": ("ยอดคงเหลือไม่ต่อเนื่องจากรายการก่อน", "the balance does not follow from the entries before"),
    "below_zero": ("ยอดคงเหลือติดลบ", "the balance is below zero"),
    "unbalanced": ("รายการไม่ดุล", "the entry does not balance"),
    "header": ("หัวตารางไม่ถูกต้อง", "the header is not what it should be"),
    "row_missing": ("แถวหายไป", "a row is missing"),
    "row_extra": ("มีแถวเกินมา", "there is a row too many"),
    "cell": ("ค่าไม่ตรงกับที่คำนวณจากรายการ", "the value differs from what the entries come to"),
    "identity": ("สมการไม่เป็นจริง", "an equation that must hold does not"),
    "manifest": ("ไม่ตรงกับบัญชีแฟ้ม", "this differs from the manifest"),
    "sheet_missing": ("ไม่มีแผ่นงานนี้", "the workbook lacks this sheet"),
    "total": ("ยอดรวมไม่เท่ากับผลบวกของแถว", "the total is not the sum of its rows"),
    "content_digest": ("ค่าย่อยเนื้อหาไม่ตรง เซลล์ถูกแก้ไข", "the content digest differs: a cell was changed"),
    "check_all": ("แผ่นตรวจยอดแจ้งว่ามียอดไม่ตรงกัน", "the sheet of checks says that figures differ"),
    "forbidden_xml": ("มีข้อความ XML ที่ไม่อนุญาต", "XML that has no place in a workbook"),
    "unusable": ("เปิดแฟ้มไม่ได้", "a file cannot be opened"),
    "key_needed": (
        "หลักฐานรายการไม่มีกุญแจมาด้วย โปรดระบุ --key เป็นกุญแจที่ได้รับจากหน่วยงานโดยทางอื่น",
        "a receipt brings no key: say with --key the one that reached you another way",
    ),
}
PASSED = {
    "receipt": ("รายการนี้อยู่ในสมุดบัญชีที่ลงลายเซ็น", "this entry is in the book that was signed"),
    "signatures": ("ลายเซ็นและค่าผนึกถูกต้อง", "signatures and checkpoints"),
    "entries": ("รายการ ลีฟ ต้นไม้ และหลักฐานถูกต้อง", "entries, leaves, tree and proofs"),
    "balances": ("ยอดคงเหลือทุกบัญชีต่อเนื่องและดุล", "every balance follows, and every entry balances"),
    "registers": ("ทะเบียนทุกแฟ้มตรงกับรายการ", "registers, against the entries"),
    "journals": ("สมุดรายวันข้อความตรงกับรายการ", "plain-text journals, against the entries"),
    "identities": ("สมการของหน่วยงานเป็นจริงทุกข้อ", "cells and districts, and their identities"),
    "workbook": ("เซลล์ในสมุดงานตรงกับรายการ", "the workbook's cells, against the entries"),
    "manifest": ("ทุกแฟ้มตรงกับบัญชีแฟ้มที่ลงลายเซ็น", "every file, against the signed manifest"),
}
AGREES = ("✓ ตรงกันทุกรายการ", "✓ everything agrees")
KEY_HELD = ("ใช้กุญแจที่ท่านถือไว้", "checked with the key you hold")
KEY_GIVEN = (
    "คำเตือน: กุญแจมากับชุดหลักฐานเอง โปรดเทียบกับกุญแจที่ได้รับจากหน่วยงานโดยทางอื่น",
    "beware: the key came with the bundle itself; compare it with one that reached you another way",
)


class Wrong(Exception):  # noqa: N818 - an answer about a bundle, not a fault of this program
    """The first thing that is wrong: what, in which file, where, what it should be and what it is."""

    def __init__(self, code: str, file: str, at: str = "", expected: object = "", found: object = "") -> None:
        self.code = code
        said = {"file": file, "at": at, "expected": str(expected), "found": str(found)}
        self.facts = {name: value[:300] for name, value in said.items()}
        super().__init__(code)

    def line(self) -> str:
        """All of it on one line, in Thai and English."""
        thai, english = MESSAGES[self.code]
        facts = "  ".join(f"{name}={value!r}" for name, value in self.facts.items() if value)
        return f"WRONG  [{self.code}] {thai} / {english}  {facts}"


@contextlib.contextmanager
def reading_as(code: str, file: str, at: str = "") -> Iterator[None]:
    """Whatever cannot be read is wrong in this way, in this place."""
    try:
        yield
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        StopIteration,
    ) as e:
        raise Wrong(code, file, at, found=f"{type(e).__name__}: {e}") from None
    except (csv.Error, expat.ExpatError, EOFError, zlib.error, zipfile.BadZipFile, OSError) as e:
        raise Wrong("damaged_file", file, at, found=f"{type(e).__name__}: {e}") from None
