"""Foresight: what a reconciliation would find if a request were posted, that it does not find now.

A dry run answers in milliseconds what `decide` says; a finding may need the whole book, twice, so that it is
a job. What would be refused is told at once, as a dry run would.
"""

from __future__ import annotations

import secrets
from typing import Final

from flask import Response

from api.resources import body
from api.resources.commands import ONE, problem, writer
from api.resources.fields import Query
from api.resources.form_examples import SPELT_OUT
from api.resources.later import ANSWERS, PARAMETERS, STATUSES, JobSeen, later
from api.resources.narrowing import within
from api.resources.operation import Routes, arguments_of, register
from api.wire import JSON

routes: Final = Routes("foresight")


def foresee_command() -> Response:
    """What would be found and settled by one request; posts nothing."""
    caller = writer()
    arguments_of(_NOTHING)
    said = body.one()
    asked = body.request_of(said, secrets.token_hex(16), body.NOTHING)
    within(caller, [asked])
    reader = caller.reader
    (outcome,) = caller.place.journal(reader.book).dry_run([asked], reader.actor)
    if outcome.refusal:
        raise problem(outcome.refusal, reader.scope, body.pointer(said, body.NOTHING, outcome.refusal))
    return later(caller, "foresight", {"request": said})


_NOTHING: Final = Query()
_BODY: Final = {"required": True, "content": {JSON: {"schema": ONE, "example": SPELT_OUT["record_disburse"]}}}
register(
    routes, "/commands/foresight", foresee_command, Query, JobSeen, STATUSES,
    method="POST", parameters=list(PARAMETERS), responses=dict(ANSWERS), requestBody=_BODY,
)  # fmt: skip
