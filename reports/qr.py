"""QR: a signed checkpoint (or any short text) as a code to scan, for papers and the workbook's cover.

The same text and version of segno give the same code (ISO/IEC 18004, error correction M).
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

import segno

# A code of more bytes than this has modules too fine for a phone at three centimetres.
BYTES_MAX: Final = 700


def checkpoint_text(checkpoint: str, book: str, position: int, root: str) -> str:
    """What a code holds: the signed checkpoint; where there is none, or it is too long, its first lines.

    Those are a name, the position and the root: what there is to compare, without a signature. `root`
    is hexadecimal.

    >>> checkpoint_text("", "pilot", 3, "ab" * 32).splitlines()[:2]
    ['pilot', '3']
    """
    if len(checkpoint.encode()) > BYTES_MAX:
        return _bounded("\n".join(checkpoint.split("\n")[:3]))
    return checkpoint or _bounded(f"{book}\n{position}\n{root}\n")


def _bounded(text: str) -> str:
    return text.encode()[-BYTES_MAX:].decode("utf-8", "ignore")


def qr_svg(text: str) -> bytes:
    """The code as SVG without a size of its own, black on nothing; a quiet zone of two modules."""
    out = BytesIO()
    _code(text).save(out, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True, nl=False)
    return out.getvalue()


def qr_png(text: str, scale: int = 4) -> bytes:
    """The code as PNG, `scale` pixels a module."""
    out = BytesIO()
    _code(text).save(out, kind="png", border=2, scale=scale)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error="m", boost_error=False, micro=False, mode="byte", encoding="utf-8")
