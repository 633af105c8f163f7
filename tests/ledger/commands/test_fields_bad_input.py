"""What people write wrongly: each has its own code, and nothing of it reaches the journal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from ledger.commands import Appropriate
from ledger.entries import Request
from ledger.errors import BadValue, PersonalData, Refusal
from ledger.money import Money
from ledger.texts import table
from tests.builders import EXAMPLES, a_book, a_command, a_request

ID = "1101700230708"  # a valid check digit, of nobody
LAST = "1101700230709"


def wire(verb: str = "commit", **changes: object) -> dict[str, Any]:
    return {"key": "k", "effective_on": "2025-11-10", "verb": verb, **EXAMPLES[verb], **changes}


CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "a negative amount": (wire(amount="-1.00"), "amount", "negative"),
    "minus nothing": (wire(amount="-0.00"), "amount", "negative"),
    "an amount too precise": (wire(amount="1.001"), "amount", "over_precise"),
    "an amount with three noughts": (wire(amount="1.000"), "amount", "over_precise"),
    "a float": (wire(amount=1.5), "amount", "float"),
    "a float that is whole": (wire(amount=100.0), "amount", "float"),
    "a number where a text belongs": (wire(amount=100), "amount", "not_text"),
    "true": (wire(amount=True), "amount", "not_text"),
    "Thai digits": (wire(amount="๑๐๐.๐๐"), "amount", "thai_digits"),
    "an amount in words": (wire(amount="หนึ่งร้อย"), "amount", "not_a_number"),
    "an exponent": (wire(amount="1e3"), "amount", "not_a_number"),
    "no number": (wire(amount="NaN"), "amount", "not_a_number"),
    "infinity": (wire(amount="Infinity"), "amount", "not_a_number"),
    "commas at odd places": (wire(amount="1,00.00"), "amount", "misgrouped"),
    "a bare comma": (wire(amount="100,50"), "amount", "misgrouped"),
    "an amount beyond all budgets": (wire(amount="1000000000000.01"), "amount", "too_large"),
    "an endless amount": (wire(amount="9" * 100_000), "amount", "too_large"),
    "nothing": (wire(amount="0.00"), "amount", "zero"),
    "no amount": (wire(amount=""), "amount", "missing"),
    "a null amount": (wire(amount=None), "amount", "missing"),
    "an amount that is a list": (wire(amount=["1.00"]), "amount", "not_text"),
    "the wrong era": (wire(effective_on="2568-11-10"), "effective_on", "buddhist_year"),
    "the wrong era in a document": (wire(due_on="2569-01-31"), "due_on", "buddhist_year"),
    "a day that is none": (wire(effective_on="2025-02-30"), "effective_on", "not_a_date"),
    "a day with an hour": (wire(effective_on="2025-11-10T00:00:00"), "effective_on", "not_a_date"),
    "a day of two digits": (wire(effective_on="10/11/68"), "effective_on", "not_a_date"),
    "a day in Thai digits": (wire(effective_on="๒๕๖๘-๑๑-๑๐"), "effective_on", "thai_digits"),
    "a day that is a number": (wire(effective_on=20251110), "effective_on", "not_text"),
    "no day": (wire(effective_on=""), "effective_on", "missing"),
    "a fiscal year of the wrong era": (
        wire("open_line", fiscal_year=2026), "fiscal_year", "not_buddhist_year",
    ),
    "a count that is a float": (wire("deliver", quantity=10.0), "quantity", "not_a_whole_number"),
    "a count with decimals": (wire("deliver", quantity="10.0"), "quantity", "not_a_whole_number"),
    "a negative count": (wire("deliver", quantity="-1"), "quantity", "negative"),
    "a negative count, plain": (wire("deliver", quantity=-1), "quantity", "negative"),
    "a count in Thai digits": (wire("deliver", quantity="๑๐"), "quantity", "thai_digits"),
    "a count of true": (wire("deliver", quantity=True), "quantity", "not_a_whole_number"),
    "a count beyond counting": (wire("deliver", quantity=10**13), "quantity", "too_large"),
    "a count of nothing": (wire("deliver", quantity=0), "quantity", "zero"),
    "a code with a colon": (wire(unit="10:32"), "unit", "not_a_code"),
    "a code with two spaces": (wire(number="ฎ  1"), "number", "not_a_code"),
    "a code with a space at its end": (wire(number="ฎ 1 "), "number", "not_a_code"),
    "a code with a new line": (wire(number="ฎ\n1"), "number", "not_a_code"),
    "a code with a hidden letter": (wire(number="ฎ\u200b1"), "number", "not_a_code"),
    "a code too long": (wire(number="ฎ" * 101), "number", "not_a_code"),
    "a code that is a number": (wire(unit=1032), "unit", "not_text"),
    "a missing code": (wire(unit=""), "unit", "missing"),
    "half a letter": (wire(number="\ud800"), "number", "not_a_code"),
    "a remark with a bell": (wire(remark="\x07"), "remark", "control_character"),
    "half a letter in a remark": (wire(remark="\udfff"), "remark", "control_character"),
    "a remark of blanks": (wire(remark="   "), "remark", "missing"),
    "a remark of a book": (wire(remark="ก" * 30_001), "remark", "too_long"),
    "a key of two lines": (wire(key="a\nb"), "key", "not_a_key"),
    "a key too long": (wire(key="k" * 301), "key", "not_a_key"),
    "no key": (wire(key=""), "key", "missing"),
    "a key of the approvals": (wire(key="approved:7"), "key", "reserved"),
    "an unknown verb": ({**wire(), "verb": "spend"}, "verb", "unknown_verb"),
    "no verb": ({**wire(), "verb": None}, "verb", "unknown_verb"),
    "an unknown field": (wire(colour="red"), "colour", "unknown_field"),
    "taken over by word of mouth": (wire(taken_over=True), "taken_over", "unknown_field"),
    "lines that are no list": (wire("disburse", lines={}), "lines", "not_a_list"),
    "no lines": (wire("disburse", lines=[]), "lines", "missing"),
    "a line that is no object": (wire("disburse", lines=["x"]), "voucherline", "not_an_object"),
    "a stage that does not lapse": (wire("lapse", stage="expended"), "stage", "not_in_list"),
    "a carry-over that is not named": (wire("lapse", stage="carried"), "carry", "missing"),
    "a kind of transfer nobody knows": (
        wire("transfer", legs=[{**EXAMPLES["transfer"]["legs"][0], "kind": "gift"}]), "kind", "not_in_list",
    ),
    "a transfer to oneself": (
        wire("transfer", legs=[{**EXAMPLES["transfer"]["legs"][0], "to_unit": "DEPT"}]), "to_unit",
        "same_as_from",
    ),
    "a move onto itself": (wire("move_purpose", to_line="L69"), "to_line", "same_as_from"),
    "a role nobody has": (wire("grant_role", roles=["king"]), "roles", "not_in_list"),
    "a basis nobody knows": (wire("define_activity", basis="luck"), "basis", "not_in_list"),
    "an uncounted activity": (wire("define_activity", measure=""), "measure", "missing"),
    "a currency nobody knows": (wire("open_book", currency="XXX"), "currency", "unknown_currency"),
    "a reversal of nothing": (wire("reverse", reverses=""), "reverses", "missing"),
    "a reversal of two things": (wire("reverse", seq=3), "reverses", "unexpected"),
    "a decision that decides nothing": (wire("decide", accepted=0), "accepted", "zero"),
    "a holiday of another year": (wire("set_holidays", year=2027), "day", "other_year"),
    "a proposal of nothing": (wire("propose", command="x"), "command", "not_an_object"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_bad_value_names_its_field_and_why_and_is_not_recorded(case: str) -> None:
    plain, field, why = CASES[case]
    desk = a_book()
    size = desk.state.size
    try:
        refusal: Refusal | None = desk.post(Request.of_wire(plain), "spender").refusal
    except BadValue as raised:
        refusal = raised
    assert refusal is not None
    assert (refusal.code, refusal.facts["field"], refusal.facts["why"]) == ("bad_value", field, why)
    assert desk.state.size == size


@pytest.mark.parametrize("why", sorted({why for _, _, why in CASES.values()}))
def test_every_why_has_a_sentence_in_both_languages(why: str) -> None:
    for language in ("th", "en"):
        assert table("refusals", language)["bad_value"][why]


@pytest.mark.parametrize(
    ("text", "refused"),
    (
        (ID, True),
        (f"ผู้รับเงิน {ID} (นาย ก)", True),
        ("1-1017-00230-70-8", True),
        ("1 1017 00230 70 8", True),
        ("1\u20131017\u201300230\u201370\u20138", True),
        ("1 - 1017 - 00230 - 70 - 8", True),
        ("๑๑๐๑๗๐๐๒๓๐๗๐๘", True),
        ("๑-๑๐๑๗-๐๐๒๓๐-๗๐-๘", True),
        ("\u0661" + ID[1:], True),
        (LAST, False),
        ("1-1017-00230-70-9", False),
        (ID[:-1], False),
        ("0101700230700", False),  # a legal person's number begins with 0
        (f"x{ID}y", True),
        ("เลขที่ 2569/0001 วันที่ 10/11/2568", False),
        ("081-234-5678", False),
    ),
)
@pytest.mark.parametrize("field", ("remark", "contract_no", "acting_for", "made_by", "vendor"))
def test_a_national_id_is_kept_out_of_the_journal_however_it_is_written(
    field: str, text: str, *, refused: bool
) -> None:
    plain = wire(**{field: text})
    if field == "vendor" and "  " in text:
        with pytest.raises(BadValue):  # two spaces in a row are no code in the first place
            Request.of_wire(plain)
    elif refused:
        with pytest.raises(PersonalData) as raised:
            Request.of_wire(plain)
        assert raised.value.facts == {"field": field}
    else:
        Request.of_wire(plain)


def test_a_national_id_hides_in_no_part_of_a_command() -> None:
    inner = {"verb": "commit", **EXAMPLES["commit"], "contract_no": ID}
    for plain in (
        wire("propose", command=inner),
        wire(evidence=[{"name": ID, "digest": "ab"}]),
        wire("transfer", legs=[{**EXAMPLES["transfer"]["legs"][0], "letter_no": ID}]),
        wire("set_holidays", days=[{"day": "2026-01-01", "name_th": ID}]),
        wire("set_rules", parameters=[{"name": "x", "value": ID}]),
        wire("approve", override_reason=ID),
    ):
        with pytest.raises(PersonalData):
            Request.of_wire(plain)


@pytest.mark.parametrize(
    ("make", "why"),
    (
        (lambda: Appropriate(number="1", line="L", amount=Money(-1)), "negative"),
        (lambda: Appropriate(number="1", line="L", amount=Money(0)), "zero"),
        (lambda: Appropriate(number="1", line="L", amount=Money(10**14 + 1)), "too_large"),
        (lambda: Appropriate(number="1", line="L", amount=cast("Any", 100)), "not_a_number"),
        (
            lambda: a_request(a_command("commit"), "k", original_on=datetime(2025, 1, 1, tzinfo=UTC)),
            "not_a_date",
        ),
        (
            lambda: Request(
                key="k", effective_on=datetime(2025, 1, 1, tzinfo=UTC), command=a_command("commit")
            ),
            "not_a_date",
        ),
    ),
)
def test_a_constructor_checks_what_a_person_s_text_never_could_say(make: Any, why: str) -> None:  # noqa: ANN401 - makes anything
    with pytest.raises(BadValue) as raised:
        make()
    assert raised.value.facts["why"] == why


def test_the_same_content_under_another_spelling_is_the_same_request() -> None:
    one = Request.of_wire(wire(amount="50", remark="e\u0301"))
    other = Request.of_wire(wire(amount="50.00", remark="\u00e9"))
    assert one.digest() == other.digest()
    assert one.effective_on == date(2025, 11, 10)


def test_a_reused_key_with_other_content_is_refused_and_not_recorded() -> None:
    desk = a_book()
    desk.done(a_command("commit"), "spender", key="k")
    size = desk.state.size
    for other in (a_command("commit", amount="50.01"), a_command("advance")):
        assert desk.refused(other, "spender", key="k") == "key_reused"
    assert desk.refused(a_command("commit"), "spender", key="k", remark="other") == "key_reused"
    assert desk.refused(a_command("commit"), "spender", key="k", on="2025-11-11") == "key_reused"
    assert desk.state.size == size
    # A key is its actor's own.
    desk.done(a_command("appropriate"), "officer", key="k")


@pytest.mark.parametrize("verb", sorted(EXAMPLES))
def test_no_field_of_a_verb_takes_a_float_or_a_null_list(verb: str) -> None:
    for name, value in EXAMPLES[verb].items():
        with pytest.raises(BadValue):
            Request.of_wire(wire(verb, **{name: 1.5}))
        if isinstance(value, list):
            with pytest.raises(BadValue):
                Request.of_wire(wire(verb, **{name: [None]}))
