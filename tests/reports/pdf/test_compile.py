"""Compiling papers: texts stay texts, the bytes are the same anywhere, a file is whole or not there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.errors import Unusable
from reports.pdf import district_statement, signing_sheet, transfer_letter
from reports.pdf.compile import TEMPLATES, compiled, write_pdf
from reports.pdf.letters import FONTS
from reports.pdf.paper import Paper
from tests.reports.pdf.papers import CREATED, NOTE, PAPERS, found, pilot_source, squeezed
from tests.reports.pdf.streams import drawn
from tests.sources import ROOT

HOSTILE: Final = (
    "#set text(fill: red)",
    '#panic("x")',
    "$x$ @ref *b* _i_ `r` <l> // c /* d */ [e] {f} = g - h + i / j: k ~ \\ \\u{41} --- '' \"q\"",
    '=HYPERLINK("x","y") +cmd|\' /C calc\'!A0',
    '#import sys: inputs; #read("/etc/hosts")',
    "บรรทัดหนึ่ง\nบรรทัดสอง\tแท็บ",
    "ฎุ ฏู ญุ ก่ำ ปู่ ป้ำ ฝั่ง ขึ้น สำนัก",
    "&amp; <b>x</b> %s {0} {agency}",
)
A4_WIDTH: Final = 595.3  # points
RIGHT_MARGIN: Final = 50
# What no font of ours draws, or nobody sees: it may look like nothing, but must not fail.
UNDRAWN: Final = (
    "\U0001f600\U0001f469\u200d\U0001f467",
    "漢字 हिन्दी عربي",
    "a\u202eb\x00c\x07d\ufeffe\ud800f",
    "\u200b",
    "",
)
# Parts of a paper that are bounded before they reach a template, or are not words.
OURS: Final = frozenset({"lang", "qr", "head", "foot", "page", "draft", "alt", "signing", "seal", "title"})


def said_of(template: str, lang: str = "th") -> Mapping[str, Any]:
    source = pilot_source(lang)
    paper = Paper(source=source, created=CREATED, checkpoint=NOTE)
    if template == "district_statement":
        return district_statement._said(paper, district_statement._row(source, "1033"))
    if template == "signing_sheet":
        return signing_sheet._said(paper)
    return transfer_letter._said(paper, transfer_letter._legs(source, "TR-001"))


def replaced(value: Any, text: str, *, ours: bool = False) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Every word of a person and every label in its place replaced by one text."""
    if isinstance(value, str):
        return value if ours else text
    if isinstance(value, Mapping):
        return {name: replaced(one, text, ours=ours or name in OURS) for name, one in value.items()}
    return [replaced(one, text, ours=ours) for one in value] if isinstance(value, list | tuple) else value


templates = pytest.mark.parametrize("template", sorted(path.stem for path in TEMPLATES.glob("*_*.typ")))


@templates
def test_what_people_wrote_is_printed_as_they_wrote_it(template: str) -> None:
    text = " | ".join(HOSTILE)
    assert squeezed(text) in found(compiled(template, replaced(said_of(template), text), CREATED))


@templates
def test_a_text_that_cannot_be_drawn_does_not_fail(template: str) -> None:
    said = said_of(template)
    for text in ("", f"{' | '.join(UNDRAWN)} ปั๊ม"):
        assert squeezed(text)[-4:] in found(compiled(template, replaced(said, text), CREATED))


@pytest.mark.parametrize("text", ("ข้อความยาว " * 2728, "x" * 30_000, "ก" * 30_000, "จำนวน " * 1000))
def test_a_long_text_is_printed_whole_and_inside_the_page(text: str) -> None:
    said = dict(said_of("district_statement"))
    said["cases"] = {**said["cases"], "rows": [("1", "สูง", text, "0.00")]}
    pdf = compiled("district_statement", said, CREATED)
    assert found(pdf).count(text[0]) >= text.count(text[0])
    assert max(glyph.x for glyph in drawn(pdf)) < A4_WIDTH - RIGHT_MARGIN


def test_a_template_reads_no_file_and_no_package() -> None:
    code = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.typ"))
    assert [word for word in ("read(", "eval(", "@preview", "plugin(", "http") if word in code] == []


_SCRIPT: Final = """
import sys
from pathlib import Path
from tests.reports.pdf.papers import PAPERS, pilot_source
for name, write in PAPERS.items():
    write(pilot_source(), Path(sys.argv[1]) / name)
"""


@pytest.mark.parametrize(("zone", "seed"), (("America/New_York", "1"), ("Asia/Bangkok", "2")))
def test_the_bytes_depend_on_nothing_around_them(zone: str, seed: str, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", _SCRIPT, str(there)], cwd=there, env=env, check=True, timeout=120)
    for name, write in PAPERS.items():
        assert (there / name).read_bytes() == write(pilot_source(), tmp_path / "here.pdf"), name


def test_the_time_is_the_same_moment_in_every_zone() -> None:
    said = said_of("transfer_letter")
    there = CREATED.astimezone(timezone(timedelta(hours=-5)))
    assert compiled("transfer_letter", said, CREATED) == compiled("transfer_letter", said, there)
    assert compiled("transfer_letter", said, CREATED) != compiled(
        "transfer_letter", said, CREATED + timedelta(days=1)
    )


def test_a_file_that_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken.pdf").mkdir()
    for path in (tmp_path / "no" / "x.pdf", tmp_path / "taken.pdf"):
        with pytest.raises(Unusable) as refused:
            write_pdf(path, "transfer_letter", said_of("transfer_letter"), CREATED)
        assert refused.value.code == "cannot_write"
        assert refused.value.facts["path"] == str(path)
    assert [path.name for path in tmp_path.iterdir()] == ["taken.pdf"]


def test_the_fonts_come_with_their_licence() -> None:
    assert sorted(path.name for path in FONTS.iterdir()) == [
        "OFL.txt",
        "README.md",
        "Sarabun-Bold.ttf",
        "Sarabun-Regular.ttf",
    ]
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")
