"""Compile: a template and what it shows, to the bytes of a PDF.

What is shown goes in as data, never as typst source, so that no text of a person can be markup. Only
the fonts beside this file are known, so that a PDF is the same on every machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst

from ledger.errors import Unusable
from reports.pdf.faces import BREAK
from reports.pdf.letters import FONTS
from reports.pdf.textlayer import with_text_layer

TEMPLATES: Final = Path(__file__).parent / "templates"
# What has no look of its own, or turns the direction of what follows; line feed and tab are kept.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")

# A word of a hundred letters would leave the page: after every sixteen of a long one, every eight of a
# digest, a new line may begin. The text layer takes the place to break out again.
_LONG: Final = re.compile(rf"[^\s\-/\u0e00-\u0e7f{BREAK}]{{17,}}")
_DIGEST: Final = 40
# Thai breaks between words, which only a text that is none has not: there, before some consonant or vowel.
_ENDLESS: Final = re.compile(r"[\u0e01-\u0e5b]{400,}")
_SOMEWHERE: Final = re.compile(r"[\u0e01-\u0e5b]{40}(?=[\u0e01-\u0e2e\u0e40-\u0e44])")


def write_pdf(path: Path, template: str, said: Mapping[str, Any], created: datetime) -> bytes:
    """Compile and put the PDF at `path`, whole or not at all; returns its bytes.

    Raises Unusable `cannot_write` (facts `path`, `reason`) when the disk does not take it.
    """
    pdf = compiled(template, said, created)
    try:
        with TemporaryDirectory(prefix=".khlang-", dir=path.parent) as folder:
            whole = Path(folder) / "paper.pdf"
            whole.write_bytes(pdf)
            whole.replace(path)
    except OSError as error:
        raise Unusable("cannot_write", path=path, reason=error.strerror or error) from error
    return pdf


def compiled(template: str, said: Mapping[str, Any], created: datetime) -> bytes:
    """The PDF of a template; `said` holds texts, lists and tables of them, `created` is its date."""
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"said": json.dumps(_seen(said), ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf", timestamp=int(created.timestamp()))
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no bytes")
    return with_text_layer(pdf)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _seen(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The value with a mark in place of characters that nobody would see; bytes are ours, and stay."""
    if isinstance(value, str):
        return _breakable(_UNSEEN.sub("\ufffd", value))
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, Mapping):
        return {name: _seen(one) for name, one in value.items()}
    return [_seen(one) for one in value] if isinstance(value, list | tuple) else value


def _breakable(text: str) -> str:
    """The text with places to break where a word is too long for a line."""
    parted = _ENDLESS.sub(lambda found: _SOMEWHERE.sub(rf"\g<0>{BREAK}", found[0]), text)
    return _LONG.sub(lambda found: _in_pieces(found[0]), parted)


def _in_pieces(word: str) -> str:
    size = 8 if len(word) >= _DIGEST else 16
    return BREAK.join(word[at : at + size] for at in range(0, len(word), size))
