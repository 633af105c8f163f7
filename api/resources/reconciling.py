"""Reconciling over HTTP: a run put on record, a signature under it, an audit sample; each by a job."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request

from api.resources.asking import caller_of
from api.resources.fields import Day, Name, Query, Whole, both
from api.resources.later import STATUSES, JobSeen, Wanted, later, taking, wanted_by, wrong
from api.resources.operation import Routes, arguments_of, register
from api.resources.reports import known_rules, may
from ledger.commands.fields import AMOUNT_MAX
from ledger.errors import BadValue

routes: Final = Routes("reconciling")
STEPS: Final = ("prepared", "reviewed", "signed")
STRATA: Final = ("unit", "amount")
EACH_MAX: Final = 1000


def _said(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - OpenAPI
    return {"metadata": {"description": both("fields", name), **more}}


class RunWanted(Wanted):
    """A reconciliation as of a day."""

    on = Day(required=True, **_said("on"))
    rules = Name(load_default="", **_said("digest"))


class SignatureWanted(Wanted):
    """A step on a run."""

    step = Name(required=True, **_said("step", enum=list(STEPS)))


class SampleWanted(Wanted):
    """An audit sample; what is not said is the rule set's."""

    on = Day(required=True, **_said("on"))
    seed = Name(load_default=None, **_said("seed"))
    position = Whole(1, AMOUNT_MAX, load_default=None, **_said("sample_position"))
    as_of = Whole(1, AMOUNT_MAX, load_default=None, **_said("as_of"))
    strata = Name(load_default=None, **_said("strata", enum=list(STRATA)))
    bounds = Name(load_default=None, **_said("bounds"))
    each = Whole(1, EACH_MAX, load_default=None, **_said("each"))


def make_run() -> Response:
    """Reconcile as of a day and keep the run with the matches it confirms."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_NOTHING)
    wanted = wanted_by(_RUN)
    with caller.asking() as ask:
        ask.whole()
        known_rules(ask, wanted["rules"])
    may(caller, "record_run")
    return later(caller, "run", {**wanted, "on": wanted["on"].isoformat()})


def sign_run(number: str) -> Response:
    """Take a step on a run: what is signed is the statement made anew at that moment."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_NOTHING)
    wanted = wanted_by(_SIGNATURE)
    with caller.asking() as ask:
        ask.whole()
    if wanted["step"] not in STEPS:
        raise wrong(BadValue(field="step", why="not_in_list", value=wanted["step"], allowed=" ".join(STEPS)))
    may(caller, "sign_off")
    return later(caller, "sign-off", {"run": number, "step": wanted["step"]})


def draw_sample() -> Response:
    """Draw the vouchers an auditor examines; posts nothing."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_NOTHING)
    wanted = wanted_by(_SAMPLE)
    with caller.asking() as ask:
        ask.whole()
    _consistent(wanted)
    said = {name: value for name, value in wanted.items() if value is not None}
    return later(caller, "sample", {"kind": "sample", **said, "on": wanted["on"].isoformat()})


def _consistent(wanted: dict[str, Any]) -> None:
    """Raise Problem for what does not go together; amounts that part the strata are read by the job."""
    strata = wanted["strata"]
    if strata is not None and strata not in STRATA:
        raise wrong(BadValue(field="strata", why="not_in_list", value=strata, allowed=" ".join(STRATA)))
    for name in ("bounds", "each"):
        if wanted[name] is not None and (strata is None or (name, strata) == ("bounds", "unit")):
            raise wrong(BadValue(field=name, why="unexpected"))
    if strata == "amount" and wanted["bounds"] is None:
        raise wrong(BadValue(field="bounds", why="missing"))


_RUN: Final = RunWanted()
_SIGNATURE: Final = SignatureWanted()
_SAMPLE: Final = SampleWanted()
_NOTHING: Final = Query()


def _posts(rule: str, view: Any, schema: type[Wanted], **example: str) -> None:  # noqa: ANN401 - a view
    register(routes, rule, view, Query, JobSeen, STATUSES, method="POST", **taking(schema, **example))


_posts("/reconciliations", make_run, RunWanted, on="2025-11-15")
_posts("/reconciliations/<path:number>/signatures", sign_run, SignatureWanted, step="prepared")
_posts("/samples", draw_sample, SampleWanted, on="2025-11-15")
