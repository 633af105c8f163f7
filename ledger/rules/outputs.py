"""Rules of the output verbs: targets, deliveries, decisions and what they earn."""

from __future__ import annotations

from typing import cast

from ledger.buckets import Bucket
from ledger.commands import Commit, Decide, DefineActivity, Deliver, SetTarget
from ledger.documents import Document
from ledger.errors import BadValue, NoRate, ReductionOverEarned, SamePerson
from ledger.rules.context import Context
from ledger.rules.draft import Draft

PAID_BY_RATE = ("unit_rate", "contract")


def set_target(context: Context, command: SetTarget) -> Draft:
    """Plan ↔ target: the command states the new total, the move is the difference."""
    activity = _counted(context, command.activity)
    context.reference.unit(command.unit)
    target = _work("target", command.unit, activity, command.due_on.isoformat())
    draft = Draft(command.unit)
    stands = context.state.holding(target).balance
    draft.move(_work("plan", command.unit, activity), target, command.quantity - stands)
    return draft


def deliver(context: Context, command: Deliver) -> Draft:
    """Survey → delivered; rework: what was rejected of the old lot → delivered of the new."""
    activity = _counted(context, command.activity)
    context.reference.unit(command.unit)
    draft = context.new_document("deliver", command.number, command.unit, command.document_fiscal_year)
    source = _work("survey", command.unit, activity)
    if command.rework_of:
        context.find("deliver", command.rework_of)
        source = _work("rejected", command.unit, activity, command.rework_of)
    if command.commitment:
        context.find("commit", command.commitment, command.unit)
    lot = _work("delivered", command.unit, activity, command.number)
    draft.opens.append(lot)
    draft.move(source, lot, command.quantity)
    return draft


def decide(context: Context, command: Decide) -> Draft:
    """Delivered → accepted and rejected, and what the accepted part earns; not by the deliverer."""
    document = context.find("deliver", command.delivery)
    lot = cast("Deliver", document.entry.command)
    _second_person(context, document)
    activity = context.reference.activity(lot.activity)
    draft = Draft(lot.unit, refers_to=document.entry.seq)
    handed_in = _work("delivered", lot.unit, activity, lot.number)
    draft.move(handed_in, handed_in._replace(stage="accepted"), command.accepted)
    draft.move(handed_in, handed_in._replace(stage="rejected"), command.rejected)
    if activity.basis in PAID_BY_RATE:
        _earn(context, command, lot, activity, draft)
    return draft


def _earn(context: Context, command: Decide, lot: Deliver, activity: DefineActivity, draft: Draft) -> None:
    """Worth → earned: accepted × rate less the price reduction (negative: the other way)."""
    worth = command.accepted * _rate(context, command, lot, activity) - command.price_reduction.minor
    earned = Bucket("earned", lot.unit, activity.code, lot.number, context.reference.measure)
    open_worth = context.state.holding(earned).balance
    if open_worth + worth < 0:
        raise ReductionOverEarned(
            delivery=lot.number, has=open_worth + worth + command.price_reduction.minor,
            needs=command.price_reduction.minor,
        )  # fmt: skip
    draft.move(earned._replace(stage="worth", item=""), earned, worth)


def _rate(context: Context, command: Decide, lot: Deliver, activity: DefineActivity) -> int:
    """Minor units per accepted unit on the decision day; 0 where a document taken over has none."""
    if activity.basis == "contract":
        rate = _contract_price(context, lot)
    else:
        money = context.reference.rate(activity.code, lot.unit, context.day)
        rate = money.minor if money else None
    if rate is None and command.accepted and context.live:
        raise NoRate(activity=activity.code, unit=lot.unit, day=context.day)
    return rate or 0


def _second_person(context: Context, document: Document) -> None:
    if not context.live:
        return
    deliverers = {document.entry.person, document.entry.actor} - {""}
    if deliverers & context.persons:
        raise SamePerson(number=document.number, person=min(deliverers & context.persons))


def _counted(context: Context, code: str) -> DefineActivity:
    activity = context.reference.activity(code)
    if not activity.measure:
        raise BadValue(field="activity", why="not_counted", value=code)
    return activity


def _work(stage: str, unit: str, activity: DefineActivity, item: str = "") -> Bucket:
    return Bucket(stage, unit, activity.code, item, activity.measure)


def _contract_price(context: Context, lot: Deliver) -> int | None:
    if not lot.commitment:
        return None
    contract = context.find("commit", lot.commitment, lot.unit)
    return cast("Commit", contract.entry.command).unit_price.minor or None
