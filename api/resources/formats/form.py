"""Form: which representation of an answer was asked for (RFC 9110, 12.5.1), and how it is made and named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from flask import Response, request
from werkzeug.datastructures import MIMEAccept

from api.problems import edge, language_asked
from api.resources.fields import FILE_ROWS_MAX, PAGE_MAX
from api.resources.formats.commas import csv_of
from api.resources.formats.spreadsheet import title, xlsx_of
from api.resources.formats.table import Table
from api.wire import JSON, dumps
from ledger.errors import BadValue

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: Final = {CSV: "csv", XLSX: "xlsx"}
PAGES_MAX: Final = 20
_ANY: Final = (None, "*/*", JSON)  # by far the most requests ask for this


def form_asked(offered: Sequence[str]) -> str:
    """The media type to answer with, the first where it makes no difference; raises Problem (not_acceptable).

    Parameters of a media type (`charset=utf-8`) are not looked at.
    """
    if request.environ.get("HTTP_ACCEPT") in _ANY:
        return offered[0]
    named = ((value.partition(";")[0].strip(), quality) for value, quality in request.accept_mimetypes)
    wanted = MIMEAccept(list(named))
    best = wanted.best_match(offered) if wanted else offered[0]
    if best is None:
        raise edge("not_acceptable", offered=" ".join(offered))
    return best


def limited(form: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a list with the number of rows that may be had in a form; raises BadValue."""
    if form in FILES:
        most = wanted.get("limit", FILE_ROWS_MAX) if "limit" in request.args else FILE_ROWS_MAX
        return {**wanted, "limit": most}
    if wanted.get("limit", 0) > PAGE_MAX:
        raise BadValue(field="limit", why="out_of_bounds", value=wanted["limit"], limit=PAGE_MAX)
    return dict(wanted)


def gathered(
    page: Callable[[Mapping[str, Any]], Any], wanted: Mapping[str, Any], name: str
) -> dict[str, Any]:
    """A document with as many rows under `name` as are wanted, read a page of `PAGE_MAX` at a time.

    Pages of a register that is narrowed may be short: no more of them than `PAGES_MAX` are read.
    """
    most: int = wanted["limit"]
    document: dict[str, Any] = page({**wanted, "limit": min(PAGE_MAX, most)})
    rows = list(document[name])
    for _ in range(PAGES_MAX):
        if not document.get("next") or len(rows) >= most:
            break
        asked = {"limit": min(PAGE_MAX, most - len(rows)), "cursor": document["next"]}
        document = page({**wanted, **asked})
        rows += document[name]
    return {**document, name: rows}


def body_of(form: str, tables: Sequence[Table], document: Mapping[str, Any], only: str = "") -> bytes:
    """The document in a form; `only` names one of its tables. Raises BadValue (not_in_list)."""
    if form not in FILES:
        return dumps(document)
    chosen = [table for table in tables if only in {"", table.name}]
    if not chosen:
        allowed = " ".join(table.name for table in tables)
        raise BadValue(field="table", why="not_in_list", value=only, allowed=allowed)
    return csv_of(chosen[0], document) if form == CSV else xlsx_of(chosen, document, language_asked())


def name_file(response: Response, form: str, table: Table) -> None:
    """Give a file a name that any system takes, and beside it the one in the reader's words (RFC 6266)."""
    suffix = FILES[form]
    told = quote(f"{title(table, language_asked())}.{suffix}", safe="")
    plain = f'attachment; filename="{table.title}.{suffix}"'
    response.headers["Content-Disposition"] = f"{plain}; filename*=UTF-8''{told}"
    response.headers["Content-Language"] = language_asked()
