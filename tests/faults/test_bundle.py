"""Whatever is changed in an audit bundle, the verifier names it: what, in which file, and where."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from ledger.seal import checkpoint_body
from ledger.seal.tree import EMPTY_ROOT, leaf_hash
from ledger.signing import sign_note
from reports.verifier import main
from tests.reports.bundles import (
    KEY,
    OTHER,
    Change,
    Files,
    bundled,
    edited,
    note_at,
    signed,
    tampered,
    wrong_with,
)
from tests.reports.workbooks import pilot


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundled(*pilot(), tmp_path_factory.mktemp("bundle"))


def lines_changed(change: Callable[[list[str]], object]) -> Change:
    def changed(files: Files) -> None:
        lines = files["entries.jsonl"].decode().splitlines()
        change(lines)
        files["entries.jsonl"] = "".join(f"{line}\n" for line in lines).encode()

    return changed


def fact_changed(lines: list[str]) -> None:
    """Another amount in entry 75, its leaf as it was."""
    assert "18500000" in lines[74]
    lines[74] = lines[74].replace("18500000", "18600000")


def fact_and_leaf_changed(lines: list[str]) -> None:
    fact_changed(lines)
    said = json.loads(lines[74])
    said["leaf"] = leaf_hash(said["body"].encode()).hex()
    lines[74] = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def swapped(lines: list[str]) -> None:
    lines[80], lines[81] = lines[81], lines[80]


def note_flipped(files: Files) -> None:
    text = files["checkpoints.txt"].decode()
    files["checkpoints.txt"] = text.replace("\n150\n", "\n151\n").encode()


def removed(name: str) -> Change:
    return lambda files: files.__delitem__(name)


def added(name: str) -> Change:
    return lambda files: files.__setitem__(name, b"x")


def rows_swapped(files: Files) -> None:
    lines = files["vouchers.csv"].decode().split("\n")
    lines[3], lines[4] = lines[4], lines[3]
    files["vouchers.csv"] = "\n".join(lines).encode()


def row_removed(files: Files) -> None:
    lines = files["decisions.csv"].decode().split("\n")
    files["decisions.csv"] = "\n".join(lines[:-2] + lines[-1:]).encode()


# What is changed; whether the manifest is made to fit and signed again; what must be named.
CASES: tuple[tuple[str, Change, bool, tuple[str, str, str]], ...] = (
    ("fact", lines_changed(fact_changed), False, ("leaf", "entries.jsonl", "line 75")),
    ("leaf", lines_changed(fact_and_leaf_changed), True, ("proof", "entries.jsonl", "line 75")),
    ("order", lines_changed(swapped), True, ("order", "entries.jsonl", "line 81")),
    ("line gone", lines_changed(lambda lines: lines.pop()), True, ("order", "entries.jsonl", "last line")),
    (
        "line within gone",
        lines_changed(lambda lines: lines.pop(9)),
        True,
        ("order", "entries.jsonl", "line 10"),
    ),
    ("signature", note_flipped, True, ("bad_signature", "checkpoints.txt", "")),
    ("file gone", removed("decisions.csv"), False, ("missing_file", "decisions.csv", "")),
    ("manifest gone", removed("manifest.json"), False, ("missing_file", "manifest.json", "")),
    ("note gone", removed("manifest.note"), False, ("missing_file", "manifest.note", "")),
    ("file too many", added("more.csv"), False, ("extra_file", "more.csv", "")),
    (
        "total",
        edited("districts.csv", "672500000", "672500001"),
        True,
        ("identity", "districts.csv", "TOTAL"),
    ),
    (
        "finding",
        edited("findings.csv", "10000000", "10000001"),
        False,
        ("manifest", "findings.csv", "SHA-256"),
    ),
    (
        "finding, signed again",
        edited("findings.csv", "10000000", "10000001"),
        True,
        ("cell", "workbook.xlsx", "C1"),
    ),
    ("cell", edited("cells.csv", ",5000,5000,", ",5000,5001,"), True, ("cell", "cells.csv", "qty_accepted")),
    (
        "voucher",
        edited("vouchers.csv", "18500000", "18500001"),
        True,
        ("cell", "vouchers.csv", "column amount"),
    ),
    ("name", edited("vouchers.csv", "A1033", "A1034"), True, ("cell", "vouchers.csv", "column approved_by")),
    (
        "transfer",
        edited("transfers.csv", "TR-002", "TR-200"),
        True,
        ("cell", "transfers.csv", "column number"),
    ),
    (
        "receipt",
        edited("receipts.csv", "2025-10-16", "2025-10-17"),
        True,
        ("cell", "receipts.csv", "confirmed_on"),
    ),
    ("rows swapped", rows_swapped, True, ("cell", "vouchers.csv", "row 4")),
    ("row gone", row_removed, True, ("row_missing", "decisions.csv", "row ")),
    ("header", edited("advances.csv", '"unit"', '"units"'), True, ("header", "advances.csv", "row 1")),
    (
        "balance",
        edited("balances.csv", ",100000000,", ",100000001,"),
        True,
        ("cell", "balances.csv", "balance"),
    ),
    (
        "movement",
        edited("movements.csv", "-18500000", "-18500001"),
        True,
        ("cell", "movements.csv", "amount"),
    ),
    ("journal", edited("journal.csv", '"confirm"', '"recall"'), True, ("cell", "journal.csv", "column kind")),
    (
        "hledger",
        edited("journal.hledger", " 18500000 ", " 18500001 "),
        True,
        ("cell", "journal.hledger", "line "),
    ),
    (
        "beancount",
        edited("journal.beancount", " 18500000 ", " 18500001 "),
        True,
        ("cell", "journal.beancount", ""),
    ),
    ("finding", edited("findings.csv", "E-ADV-OVERDUE", "E-DUP"), True, ("cell", "workbook.xlsx", "C1")),
    ("match", edited("matches.csv", "18500000", "18500001"), True, ("identity", "matches.csv", "row ")),
    ("readme", edited("README.txt", "Python", "python"), False, ("manifest", "README.txt", "SHA-256")),
    (
        "program",
        edited("verify_khlang.py", "return", "pass #"),
        False,
        ("manifest", "verify_khlang.py", "SHA-256"),
    ),
    (
        "manifest",
        edited("manifest.json", '"run": ""', '"run": "1"'),
        False,
        ("manifest", "manifest.json", "signed"),
    ),
    (
        "sum",
        edited("manifest.json", '"amount": "', '"amount": "1'),
        False,
        ("manifest", "manifest.json", "sum of"),
    ),
    (
        "position",
        edited("manifest.json", '"position": 150', '"position": 149'),
        True,
        ("root", "manifest.json", ""),
    ),
)


@pytest.mark.parametrize(
    ("change", "again", "named"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_each_class_of_tampering_is_named(
    bundle: Path, change: Change, *, again: bool, named: tuple[str, str, str]
) -> None:
    found = wrong_with(tampered(bundle, change, key=KEY if again else None))
    code, file, at = named
    assert (found["code"], found["file"]) == (code, file), found
    assert at in found["at"], found


def test_an_untouched_copy_verifies_with_the_key_and_every_checkpoint_held(bundle: Path) -> None:
    book, _ = pilot()
    held = {f"held {size}": note_at(book, size) for size in (0, 1, 2, 63, 64, 149, 150)}
    assert wrong_with(tampered(bundle, lambda _: None, key=KEY), KEY.verifier.text, held) == {}


def test_a_checkpoint_replaced_by_one_of_another_key_is_named_by_the_key_held(bundle: Path) -> None:
    book, _ = pilot()

    def change(files: Files) -> None:
        files["checkpoints.txt"] = note_at(book, 150, OTHER).encode()
        files["key.txt"] = f"{OTHER.verifier.text}\n".encode()

    forged = tampered(bundle, change, key=OTHER)
    assert wrong_with(forged) == {}  # nothing but the key held outside can tell
    assert wrong_with(forged, KEY.verifier.text)["code"] == "key_differs"
    assert wrong_with(forged, held={"mine": note_at(book, 100)})["code"] == "unknown_key"


def test_a_book_written_anew_under_the_same_key_is_named_by_the_checkpoint_held(
    bundle: Path, tmp_path: Path
) -> None:
    book, _ = pilot()
    held = note_at(book, 100)
    before = book.entries[49]
    book.entries[49] = type(before)(
        *(before.book, before.seq, before.kind, before.recorded_at, "somebody", before.request, before.lines),
        *(before.unit, before.document_year, before.refers_to, before.proposal),
    )
    _, statement = pilot()
    rewritten = bundled(book, statement, tmp_path)
    assert wrong_with(rewritten) == {}
    found = wrong_with(rewritten, KEY.verifier.text, {"mine": held})
    assert (found["code"], found["at"]) == ("rewritten", "size 100")
    assert wrong_with(bundle, KEY.verifier.text, {"mine": held}) == {}


def test_a_checkpoint_newer_than_the_bundle_or_of_another_book_is_said_to_be_so(bundle: Path) -> None:
    bodies = [entry.body() for entry in pilot()[0].entries]
    newer = signed([*bodies, b"{}"])
    assert wrong_with(bundle, held={"mine": newer})["code"] == "held_newer"
    other = sign_note(checkpoint_body("khlang.test/other", 0, EMPTY_ROOT), KEY)
    assert wrong_with(bundle, held={"mine": other})["code"] == "rewritten"
    forged = note_at(pilot()[0], 150).replace("\n150\n", "\n15\n")
    assert wrong_with(bundle, held={"mine": forged})["code"] == "bad_signature"


def cells_changed(sheet: int, pattern: str, new: str) -> Change:
    """Change the first cell of a sheet's XML that matches, and leave the rest of the workbook."""

    def change(files: Files) -> None:
        name, out = f"xl/worksheets/sheet{sheet}.xml", BytesIO()
        with zipfile.ZipFile(BytesIO(files["workbook.xlsx"])) as old, zipfile.ZipFile(out, "w") as target:
            for item in old.infolist():
                data = old.read(item)
                if item.filename == name:
                    text, count = re.subn(pattern, new, data.decode(), count=1)
                    assert count == 1, pattern
                    data = text.encode()
                target.writestr(item, data)
        files["workbook.xlsx"] = out.getvalue()

    return change


def sheet_at(bundle: Path, ref: str) -> int:
    with zipfile.ZipFile(bundle) as files, zipfile.ZipFile(BytesIO(files.read("workbook.xlsx"))) as book:
        names = re.findall('<sheet name="([^ "]+)', book.read("xl/workbook.xml").decode())
    return names.index(ref) + 1


@pytest.mark.parametrize(
    ("ref", "pattern", "new", "named"),
    (
        ("E1", "<v>1400000</v>", "<v>1400001</v>", ("cell", "E1!")),
        ("E1", "<t>TR-002</t>", "<t>TR-003</t>", ("cell", "E1!")),
        ("E2", "<v>185000</v>", "<v>185000.01</v>", ("cell", "E2!")),
        ("E2", "<v>18500000</v>", "<v>18500001</v>", ("cell", "E2!")),
        ("E2", "<t>PV-0012</t>", "<t>PV-0013</t>", ("cell", "E2!")),
        ("E2", "<t>1033 ", "<t>1032 ", ("cell", "E2!")),
        ("E3", "<t>DN-1033-01</t>", "<t>DN-1033-91</t>", ("cell", "E3!")),
        ("E3", r'(<c r="I6"[^>]*><v>)[0-9]+', r"\g<1>99", ("cell", "E3!I6")),
        ("B1", r'(<c r="F6"[^>]*><v>)[0-9.]+', r"\g<1>7", ("cell", "B1!F6")),
        ("B2", r'(<c r="N7"[^>]*><v>)[0-9.]+', r"\g<1>7", ("cell", "B2!N7")),
        ("C1", "<t>E-ADV-OVERDUE</t>", "<t>E-DUP</t>", ("cell", "C1")),
        ("E8", "<t>[0-9a-f]{64}</t>", f"<t>{'0' * 64}</t>", ("cell", "E8!")),
        ("E8", r'(<c r="A7"[^>]*><v>)2', r"\g<1>3", ("", "E8")),
        ("D1", r'(<c r="F6"[^>]*>(?:<f>[^<]*</f>)?<v>)0', r"\g<1>1", ("check_all", "D1")),
        ("C1", "<t>E-ADV-OVERDUE</t>", "<t></t>", ("cell", "C1")),
        ("A0", "<t>[0-9a-f]{64}</t>", f"<t>{'0' * 64}</t>", ("", "A0")),
        ("A1", "<t>[0-9a-f]{64}</t>", f"<t>{'0' * 64}</t>", ("content_digest", "C1")),
        ("E2", "<t>Entry</t>", "<t>Entrance</t>", ("", "E2")),
        ("E3", "<t>Unit</t>", "<t>Office</t>", ("header", "E3")),
        ("B1", "<worksheet", "<!DOCTYPE x [<!ENTITY e 'boo'>]><worksheet", ("forbidden_xml", "xl/")),
    ),
)
def test_a_changed_cell_is_named(
    bundle: Path, ref: str, pattern: str, new: str, named: tuple[str, str]
) -> None:
    found = wrong_with(tampered(bundle, cells_changed(sheet_at(bundle, ref), pattern, new), key=KEY))
    code, at = named
    assert found.get("file") == "workbook.xlsx", found
    assert found["code"] == code or not code, found
    assert at in found["at"], found


def test_a_cell_that_nothing_else_knows_is_found_by_the_digest_of_its_sheet(bundle: Path) -> None:
    changed = cells_changed(sheet_at(bundle, "C1"), r"(<t>[^<]{40,})</t>", r"\g<1> x</t>")
    found = wrong_with(tampered(bundle, changed, key=KEY))
    assert (found["code"], found["at"]) == ("content_digest", "C1")


def test_a_total_that_is_not_the_sum_of_its_rows_is_named_even_where_rows_are_right(bundle: Path) -> None:
    pattern = r"(<f>ROUND\(SUM\([A-Z]+[0-9]+:[A-Z]+[0-9]+\),2\)</f><v>)[0-9.]+"
    found = wrong_with(tampered(bundle, cells_changed(sheet_at(bundle, "E2"), pattern, r"\g<1>5"), key=KEY))
    assert found["code"] == "total"


def test_what_is_no_bundle_is_unusable_and_what_is_wrong_is_told_on_one_line(
    bundle: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "no.zip").write_bytes(b"no zip")
    assert main([str(tmp_path / "no.zip")]) == 2
    capsysbinary.readouterr()
    assert main([str(tampered(bundle, removed("key.txt")))]) == 1
    assert capsysbinary.readouterr().out.decode().splitlines() == [
        "WRONG  [missing_file] ไม่มีแฟ้มนี้ในชุดหลักฐาน / the bundle lacks this file  file='key.txt'"
    ]
    assert main([str(bundle), "--json"]) == 0
    said = json.loads(capsysbinary.readouterr().out)
    assert (said["ok"], said["wrong"], len(said["checks"])) == (True, None, 8)
    assert "came with the bundle" in said["key"]


def test_a_bundle_cut_short_is_told_as_damaged(bundle: Path, tmp_path: Path) -> None:
    data = bytearray(bundle.read_bytes())
    at = data.index(b"entries.jsonl") + 500
    data[at : at + 40] = bytes(40)
    (tmp_path / "cut.zip").write_bytes(data)
    assert wrong_with(tmp_path / "cut.zip")["code"] in {"damaged_file", "malformed"}
