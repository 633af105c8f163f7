"""Handed in: the one file that a request carries, raw or in a browser's form, with its name.

Nothing of it is read beyond what an upload may hold, and nothing of it touches a disk. What it is, its bytes
say; a name or a media type that says otherwise is refused (OWASP ASVS 5.0 V5.2.2).
"""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import IO, Final, NamedTuple

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from api.intake.xlsx import is_workbook
from api.problems import edge
from api.resources.formats.form import CSV, XLSX
from api.uploads.reading import plain_name
from api.uploads.weighing import UPLOAD_BYTES_MAX
from ledger.errors import Unusable

FORM: Final = "multipart/form-data"
OCTETS: Final = "application/octet-stream"
# What browsers of an office make of a CSV, by what is installed there.
_EXCEL: Final = "application/vnd.ms-excel"
MEDIA: Final = (XLSX, CSV, OCTETS, _EXCEL)
_FORM_BYTES: Final = 64 * 1024  # of what stands around the file
_FORM_PARTS: Final = 8
_NAMES: Final = {".csv": CSV, ".xlsx": XLSX}


class HandedIn(NamedTuple):
    """The bytes of a file, its name without path, and the table it is said to hold ("": not said)."""

    data: bytes
    name: str
    table: str


def handed_in(name: str, table: str) -> HandedIn:
    """The file of the request; `name` and `table` are what its address says.

    Raises Problem (unsupported_media_type, unreadable_form, too_large), Unusable (unreadable_file).
    """
    if request.mimetype == FORM:
        media, given = _of_form()
    elif request.mimetype in MEDIA:
        media, given = request.mimetype, _raw()
    else:
        raise edge("unsupported_media_type")
    file = HandedIn(given.data, plain_name(name or given.name), table or given.table)
    _agree(file, media)
    return file


def _raw() -> HandedIn:
    """The body; Werkzeug cuts one without a length off at the limit, so that one byte more must be read."""
    request.max_content_length = UPLOAD_BYTES_MAX + 1
    data = request.get_data(cache=False)
    if len(data) > UPLOAD_BYTES_MAX:
        raise edge("too_large")
    said = parse_options_header(request.headers.get("Content-Disposition", ""))[1]
    return HandedIn(data, _utf8(said.get("filename", "")), "")


def _of_form() -> tuple[str, HandedIn]:
    """The one file of a form and its media type; the form may say besides which table it holds."""
    request.max_content_length = UPLOAD_BYTES_MAX + _FORM_BYTES
    parser = FormDataParser(_in_memory, _FORM_BYTES, silent=False, max_form_parts=_FORM_PARTS)
    try:
        _, fields, files = parser.parse(
            request.stream, FORM, request.content_length, dict(request.mimetype_params)
        )
    except RequestEntityTooLarge:
        raise
    except Exception:  # noqa: BLE001 - a form made to harm raises whatever its reader knows
        raise edge("unreadable_form") from None
    given = [file for listed in files.listvalues() for file in listed]
    if len(given) != 1 or fields.keys() - {"table"} or len(fields.getlist("table")) > 1:
        raise edge("unreadable_form")
    (file,) = given
    return file.mimetype, HandedIn(file.stream.read(), file.filename or "", fields.get("table", ""))


def _in_memory(*_: object, **__: object) -> IO[bytes]:
    return io.BytesIO()


def _utf8(text: str) -> str:
    """A name that WSGI handed over byte by byte."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:  # written in the form that names its own encoding (RFC 8187)
        return text


def _agree(file: HandedIn, media: str) -> None:
    """Refuse a file whose name or media type says that it is something else than it is."""
    found = XLSX if is_workbook(file.data) else CSV
    by_name = _NAMES.get(PurePath(file.name).suffix.lower(), found)
    if by_name != found or (media in {XLSX, CSV} and media != found):
        raise Unusable("unreadable_file", file=file.name, why="not_as_named", value=media)
