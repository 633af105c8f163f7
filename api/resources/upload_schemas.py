"""Upload schemas: an upload as its owner sees it, made from its row and the report of its check."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import marshmallow as ma

from api.resources.fields import (
    Document,
    Name,
    Query,
    both,
    day,
    figure,
    flag,
    ordinal,
    rows,
    text,
    texts,
    whole,
)
from api.uploads.kept import Kept
from api.uploads.preview import EMPTY, Report
from api.wire import dumps

OUTDATED: Final = "outdated"


class UploadAsked(Query):
    """How a file is called, and which table a CSV holds."""

    name = ma.fields.String(load_default="", metadata={"description": both("fields", "upload_file")})
    table = Name(load_default="", metadata={"description": both("fields", "upload_called")})


class WrongSeen(Document):
    """One thing that is wrong, and where."""

    sheet = text("upload_sheet")
    cell = text("upload_cell")
    row = ordinal("upload_row")
    column = text("upload_column")
    code = text("code_of_refusal")
    facts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    th = text()
    en = text()


class BucketSeen(Document):
    """A bucket of the reader's units."""

    stage = text("stage")
    unit = text("unit")
    code = text("code")
    item = text("item")
    measure = text("measure")


class BalanceMoved(BucketSeen):
    """What a bucket holds before the first document, and after the last."""

    before = figure("upload_before")
    after = figure("upload_after")


class LineMade(BucketSeen):
    """What one document moves."""

    amount = figure("upload_amount_signed")
    balance = figure("balance_after")


class IgnoredColumns(Document):
    """Columns of a sheet that nothing reads."""

    sheet = text("upload_sheet")
    columns = texts("upload_ignored_columns")


class UploadSummary(Document):
    """An upload in a list."""

    id = text("upload")
    file = text("upload_file")
    table = text("upload_called")
    sha256 = text("upload_file_sha256")
    state = text("upload_state")
    asked_at = text("upload_asked_at")
    checked_at = text("upload_checked_at")
    committed_at = text("upload_committed_at")


class UploadSeen(UploadSummary):
    """An upload with all that was found in it."""

    new = whole("upload_new_documents")
    there = whole("upload_documents_there")
    wrong = rows(WrongSeen)
    more_wrong = flag("upload_more_wrong")
    balances = rows(BalanceMoved)
    ignored_sheets = texts("upload_ignored_sheets")
    ignored_columns = rows(IgnoredColumns)
    preview = text("upload_preview")


class Uploads(Document):
    """The reader's own uploads, newest first."""

    uploads = rows(UploadSummary)


class DocumentMade(Document):
    """A document of an upload: where it stands in the file, and what becomes of it."""

    sheet = text("upload_sheet")
    lines = rows(LineMade)
    rows = ma.fields.List(
        ma.fields.Integer(strict=True),
        required=True,
        metadata={"description": both("fields", "upload_sheet_rows")},
    )
    verb = text("upload_verb")
    number = text("number")
    effective_on = day()
    became = text("upload_became")
    entry = text("id")


class UploadRows(Document):
    """What becomes of each document, in posting order."""

    rows = rows(DocumentMade)
    next = ma.fields.String(required=True, allow_none=True, metadata={"description": both("fields", "next")})


class Removed(Document):
    """That an upload is no longer there."""

    id = text("upload")


def summary(kept: Kept, *, current: bool = True) -> dict[str, Any]:
    """An upload in a list; `current`: its report is of what its owner may see now."""
    names = ("id", "file", "sha256", "asked_at", "checked_at", "committed_at")
    state = kept.state if current else OUTDATED
    return {**{name: getattr(kept, name) for name in names}, "table": kept.called, "state": state}


def seen(kept: Kept, report: Report | None) -> dict[str, Any]:
    """An upload with what was found in it; nothing of a report that was made for other eyes."""
    told = EMPTY if report is None else report
    found = {name: told[name] for name in EMPTY if name != "rows"}
    digest = hashlib.sha256(dumps(told)).hexdigest()  # so that the tag of this is of the documents too
    return {**summary(kept, current=report is not None), **found, "preview": digest}
