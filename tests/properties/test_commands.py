"""Every command that can be made is kept canonically and read back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Literal

import orjson
import pytest
import rfc8785
from hypothesis import given, reject
from hypothesis import strategies as st

from ledger.commands import Command, Leg, Part, RecordStatement, Reverse
from ledger.commands.budget import LAPSING_STAGES
from ledger.commands.control import CONTROL_VERBS
from ledger.commands.fields import AMOUNT_MAX, QUANTITY_MAX, Spec, specs
from ledger.commands.reference import BASES, ROLES
from ledger.commands.review import OPINIONS, STEPS
from ledger.commands.statements import DAYS_MAX, STATED_STAGES
from ledger.commands.transfers import KINDS
from ledger.entries import Request, canonical
from ledger.errors import BadValue, PersonalData
from ledger.money import MINOR_UNITS, Money

# Thai with marks, decomposed and wide letters, and what means something in JSON, SQL or accounting files.
HALVES: tuple[Literal["Cs"], ...] = ("Cs",)
LETTERS = st.characters(exclude_categories=HALVES) | st.sampled_from(
    "ก่ำฎ ๑/-.;%\"\\'@#é\u0301\uff21\u200b\t\n\x7f"
)
TEXTS = st.text(LETTERS, min_size=1, max_size=12)
INVISIBLE: tuple[Literal["C", "Z"], ...] = ("C", "Z")
# A segment of a bucket's name: nothing invisible, single spaces inside.
VISIBLE = st.characters(exclude_categories=INVISIBLE) | st.sampled_from("ก่ำฎ ๑/-.;%@#é\u0301\uff21 ")
SEGMENTS = st.text(VISIBLE, min_size=1, max_size=12).map(
    lambda text: " ".join(text.replace(":", ";").split()) or "ก"
)
# Fields whose values come from a closed list.
LISTED: dict[str, st.SearchStrategy[Any]] = {
    "stage": st.sampled_from(LAPSING_STAGES),
    "basis": st.sampled_from(BASES),
    "opinion": st.sampled_from(OPINIONS),
    "step": st.sampled_from(STEPS),
    "roles": st.lists(st.sampled_from(ROLES), min_size=1, max_size=3).map(tuple),
    "currency": st.sampled_from(sorted(MINOR_UNITS)),
    "fiscal_year": st.integers(2400, 2799),
    "stages": st.lists(st.sampled_from(STATED_STAGES), min_size=1, max_size=3).map(tuple),
    "match_days": st.integers(0, DAYS_MAX),
    "window_days": st.integers(0, DAYS_MAX),
}
KINDS_OF: dict[str, st.SearchStrategy[Any]] = {
    "number": SEGMENTS,
    "code": SEGMENTS,
    "text": TEXTS,
    "key": SEGMENTS,
    "actor": SEGMENTS,
    "digest": st.integers(0, 2**256 - 1).map("{:064x}".format),
    "amount": st.integers(1, AMOUNT_MAX).map(Money),
    "sum": st.integers(0, AMOUNT_MAX).map(Money),
    "balance": st.integers(-AMOUNT_MAX, AMOUNT_MAX).map(Money),
    "quantity": st.integers(0, QUANTITY_MAX),
    "day": st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    "flag": st.booleans(),
}
PROPOSABLE = tuple(
    cls for verb, cls in sorted(Command.verbs.items()) if verb not in CONTROL_VERBS and not cls.reference
)


def values(spec: Spec, *, of: type[Part]) -> st.SearchStrategy[Any]:
    """Values that a field may hold."""
    if spec.name == "kind" and of is Leg:
        return st.sampled_from(KINDS)
    if spec.name in LISTED:
        return LISTED[spec.name]
    if spec.kind == "command":
        return st.sampled_from(PROPOSABLE).flatmap(parts)
    if spec.kind == "nested" and spec.nested is not None:
        return st.lists(parts(spec.nested), min_size=1, max_size=3).map(tuple)
    if spec.kind.startswith("list:"):
        return st.lists(KINDS_OF[spec.kind[5:]], min_size=1, max_size=3).map(tuple)
    return KINDS_OF[spec.kind]


def parts(cls: type[Part]) -> st.SearchStrategy[Any]:
    """Values of a class that its constructor takes; an optional field is given or left out."""
    known = specs(cls)
    needed = {s.name: values(s, of=cls) for s in known if not _optional(cls, s)}
    given_or_not = {s.name: values(s, of=cls) for s in known if _optional(cls, s)}
    if cls is Reverse:  # names what it reverses in one of two ways
        needed["seq"] = given_or_not.pop("seq")
        del given_or_not["reverses"]
    return st.fixed_dictionaries(needed, optional=given_or_not).map(lambda fields: _made(cls, fields))


def _footed(fields: dict[str, Any]) -> dict[str, Any]:
    """A statement of one day, of the first of its accounts, that comes to what it says."""
    first, lines, on = fields["accounts"][0], fields.get("lines", ()), fields["on"]
    opening = Money(first.opening.minor // 10)
    kept = [
        replace(line, account=first.account, on=on, amount=Money(line.amount.minor // 10)) for line in lines
    ]
    closing = opening + sum((line.amount for line in kept), Money(0))
    account = replace(first, opening=opening, closing=closing)
    listed = {"lines": tuple(kept)} if kept else {}
    return {**fields, **listed, "since": on, "accounts": (account,)}


def _optional(cls: type[Part], spec: Spec) -> bool:
    return cls.__dataclass_fields__[spec.name].default is spec.default and not _missing(spec)


def _missing(spec: Spec) -> bool:
    return type(spec.default).__name__ == "_MISSING_TYPE"


def _made(cls: type[Part], fields: dict[str, Any]) -> Any:  # noqa: ANN401 - of the class
    try:
        return cls(**(_footed(fields) if cls is RecordStatement else fields))
    except (BadValue, PersonalData):
        reject()


@pytest.mark.parametrize("verb", sorted(Command.verbs))
def test_what_is_kept_is_read_back_as_it_was(verb: str) -> None:
    @given(command=parts(Command.verbs[verb]), request=parts(Request), key=st.integers())
    def check(command: Command, request: Request, key: int) -> None:
        asked = Request(
            key=f"key {key}",
            effective_on=request.effective_on,
            command=command,
            original_on=request.original_on,
            made_by=request.made_by,
            remark=request.remark,
            evidence=request.evidence,
            taken_over=request.taken_over,
        )
        kept = canonical(asked.canonical())
        assert kept == rfc8785.dumps(orjson.loads(kept))
        assert Request.restore(orjson.loads(kept)) == asked
        assert Request.restore(orjson.loads(kept)).digest() == asked.digest()

    check()
