"""Text layer: what is found and copied in a PDF, made the same as what was written.

typst tells the text of Thai glyphs by cluster, which many readers do not follow: they find น้ำา for น้ำ, or
a mark twice, or a space within a word. Here each glyph is given the letters it stands for.
"""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from reports.pdf.blocks import Block, flat, joined
from reports.pdf.clusters import is_marks, with_letters
from reports.pdf.faces import Face, added, face_of
from reports.pdf.operations import read_operations, write_operations


def with_text_layer(pdf: bytes) -> bytes:
    """The same pages, whose Thai text reads as it was written; equal bytes for equal bytes."""
    reader = PdfReader(BytesIO(pdf))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    faces: dict[int, Face] = {}
    for page in writer.pages:
        named = {name: _face(faces, font) for name, font in _fonts(page).items()}
        contents: Any = page["/Contents"]
        operations = list(read_operations(contents.get_data()))
        parts = list(joined(operations, partial(is_marks, faces=named)))
        for part in parts:
            if isinstance(part, Block):
                part.body = with_letters(part.body, named)
        page[NameObject("/Contents")] = added(writer, write_operations(flat(parts)))
    for face in faces.values():
        face.write(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _fonts(page: Any) -> dict[str, Any]:  # noqa: ANN401 - a PDF object
    fonts: DictionaryObject = page["/Resources"].get_object().get("/Font", DictionaryObject())
    return {name: fonts.raw_get(name) for name in fonts}


def _face(faces: dict[int, Face], font: Any) -> Face:  # noqa: ANN401 - a PDF object
    """The face of a font, one for all pages."""
    if font.idnum not in faces:
        faces[font.idnum] = face_of(font.get_object())
    return faces[font.idnum]
