"""Rules of the transfer verbs: one order, many units; each confirms what reached it."""

from __future__ import annotations

from typing import cast

from ledger.buckets import Bucket
from ledger.commands import Confirm, Leg, Recall, Transfer
from ledger.documents import ORDER, Document
from ledger.errors import BadValue, LineNotOpen, NumberUsed, SamePerson
from ledger.rules.context import Context
from ledger.rules.draft import Draft


def transfer(context: Context, command: Transfer) -> Draft:
    """purse(from) → in transit of the receiver, for every leg."""
    first = command.legs[0]
    line = context.reference.line(first.line)
    acting = _acting_unit(context, command)
    year = command.document_fiscal_year
    draft = context.new_document(ORDER, command.order_no, acting, year, line)
    seen: set[str] = set()
    for leg in command.legs:
        if leg.number in seen:
            raise NumberUsed(kind="transfer", number=leg.number)
        seen.add(leg.number)
        _hand_over(context, leg, draft)
    return draft


def _acting_unit(context: Context, command: Transfer) -> str:
    """Whose order it is: the line's owner, unless a unit only returns its own money to its owner."""
    senders = {leg.from_unit for leg in command.legs}
    owners = [context.reference.line(leg.line).owner_unit for leg in command.legs]
    returned = (
        leg.kind == "return" and leg.to_unit == o for leg, o in zip(command.legs, owners, strict=True)
    )
    if len(senders) == 1 and all(returned):
        return context.reference.unit(senders.pop()).code
    if context.live and len(set(owners)) > 1:
        raise BadValue(field="line", why="several_owners", value=" ".join(sorted(set(owners))))
    return owners[0]


def _hand_over(context: Context, leg: Leg, draft: Draft) -> None:
    line = context.reference.line(leg.line)
    for unit in (leg.from_unit, leg.to_unit):
        context.reference.unit(unit)
        if line.units and unit != line.owner_unit and unit not in line.units:
            raise LineNotOpen(line=line.code, unit=unit)
    context.in_year(line)
    context.number_free("transfer", leg.number, leg.to_unit, 0)
    target = on_the_way(context, leg)
    draft.opens.append(target)
    draft.move(context.purse(leg.from_unit, line), target, leg.amount.minor)


def on_the_way(context: Context, leg: Leg) -> Bucket:
    """Money on the way stands with the receiver, and belongs to neither."""
    return context.money("in_transit", leg.to_unit, leg.line, leg.number)


def confirm(context: Context, command: Confirm) -> Draft:
    """In transit → the receiver's purse, by somebody who did not issue it."""
    document, leg = leg_of(context, command.transfer)
    issuers = {document.entry.person, document.entry.actor} - {""}
    if context.live and issuers & context.persons:
        raise SamePerson(number=command.transfer, person=min(issuers & context.persons))
    draft = Draft(leg.to_unit, refers_to=document.entry.seq)
    purse = context.purse(leg.to_unit, context.reference.line(leg.line))
    draft.move(on_the_way(context, leg), purse, command.amount.minor)
    return draft


def recall(context: Context, command: Recall) -> Draft:
    """All that is still on the way → the purse the order took it from."""
    document, leg = leg_of(context, command.transfer)
    bucket = on_the_way(context, leg)
    draft = Draft(document.entry.unit, refers_to=document.entry.seq)
    # An empty bucket asks for one unit more than nothing, so that the one rule answers.
    amount = context.state.holding(bucket).balance or leg.amount.minor
    draft.move(bucket, context.purse(leg.from_unit, context.reference.line(leg.line)), amount)
    return draft


def leg_of(context: Context, number: str) -> tuple[Document, Leg]:
    """The transfer of a number, and its leg; raises UnknownTransfer."""
    document = context.find("transfer", number)
    return document, cast("Transfer", document.entry.command).legs[document.part]
