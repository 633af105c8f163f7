"""Two persons: what needs one, how far he may go, and that approving is posting, neither more nor less."""

from __future__ import annotations

import pytest

from ledger.commands import Command
from tests.builders import DAY, EXAMPLES, PureDesk, a_book, a_command, a_voucher, hash_of

PP0 = a_command("propose", number="PP-0")
INNER = a_command("commit", number="CM-P", vendor="")
HASH = hash_of(PP0)
APPROVE = a_command("approve", content_hash=HASH)


def limits(*of: tuple[str, str], from_on: str = "2025-10-01") -> Command:
    return a_command(
        "set_policy",
        delegations=[
            {"role": r, "post": "p", "limit": n, "from_on": from_on, "order_no": "1"} for r, n in of
        ],
    )


def override(**changes: object) -> Command:
    plain = {"content_hash": HASH, "override_reason": "น้ำท่วม", "override_expires_on": "2025-11-30"}
    return a_command("approve", **{**plain, **changes})


def a_desk_with(policy: Command, *more: tuple[str, Command]) -> PureDesk:
    grant = a_command("grant_role", holder="second", roles=["approver"])
    return a_book(("root", grant), ("head", policy), ("spender", PP0), *more)


def test_an_approval_posts_what_posting_directly_would() -> None:
    proposed, direct = a_book(("spender", PP0)), a_book()
    released, posted = proposed.say(APPROVE, "approver").entries
    same = direct.done(INNER, "spender")
    assert [line[:2] for line in posted.lines] == [line[:2] for line in same.lines]
    assert posted.lines == same.lines
    assert (posted.kind, posted.actor, posted.unit, posted.document_year) == (
        same.kind, same.actor, same.unit, same.document_year,
    )  # fmt: skip
    assert posted.command == same.command == INNER
    assert posted.request.effective_on == released.request.effective_on
    assert posted.proposal == released.proposal == released.refers_to == released.seq - 1
    assert proposed.balance("reserved:1032:L69:PP-0") == 0


def test_an_approval_is_effective_on_its_own_day() -> None:
    desk = a_book(("spender", PP0))
    entries = desk.say(APPROVE, "approver", on="2025-11-18").entries
    assert [e.request.effective_on.isoformat() for e in entries] == ["2025-11-18"] * 2


def test_an_approval_asked_again_answers_with_both_entries() -> None:
    desk = a_book(("spender", PP0))
    first = desk.say(APPROVE, "approver", key="a")
    again = desk.say(APPROVE, "approver", key="a")
    assert (again.replayed, again.entries) == (True, first.entries)


def test_a_refused_approval_leaves_the_proposal_open_and_reserved() -> None:
    desk = a_book(("spender", PP0), ("spender", a_command("commit", number="CM-P")))
    assert desk.refused(APPROVE, "approver") == "number_used"
    assert desk.balance("reserved:1032:L69:PP-0") == 5000
    desk.done(a_command("reject"), "approver")


def test_what_is_reserved_cannot_be_spent_meanwhile() -> None:
    desk = a_book(("spender", PP0))
    assert desk.refused(a_voucher("V-1", {"amount": "950.01"}), "spender") == "short"
    desk.done(a_voucher("V-2", {"amount": "950.00"}), "spender")


@pytest.mark.parametrize(
    ("limit", "code"),
    (("50.00", ""), ("49.99", "over_limit"), ("999.00", "")),
)
def test_an_approver_goes_as_far_as_the_delegation(limit: str, code: str) -> None:
    desk = a_desk_with(limits(("approver", limit)))
    assert (desk.say(APPROVE, "approver").refusal is None) == (not code)
    assert [o.refusal.code for o in desk.outcomes if o.refusal] == ([code] if code else [])


@pytest.mark.parametrize(
    ("policy", "code"),
    (
        (limits(("finance_head", "999.00")), "over_limit"),
        (limits(("approver", "10.00"), ("approver", "60.00")), ""),
        (limits(("approver", "60.00"), from_on="2025-11-11"), "over_limit"),
        (limits(("approver", "60.00"), from_on=DAY), ""),
    ),
)
def test_a_delegation_is_of_a_role_and_from_a_day(policy: Command, code: str) -> None:
    desk = a_desk_with(policy)
    outcome = desk.say(APPROVE, "approver")
    assert (outcome.refusal.code if outcome.refusal else "") == code


@pytest.mark.parametrize("day", (DAY, "2025-11-18", "2025-11-20"))
def test_a_limit_is_that_of_the_roles_held_today_whatever_day_is_stated(day: str) -> None:
    was = a_command("grant_role", holder="approver", roles=["finance_head"], until_on="2025-11-19")
    now = a_command("grant_role", holder="newly", roles=["finance_head"], from_on="2025-11-20")
    desk = a_desk_with(limits(("finance_head", "999.00")), ("root", was), ("root", now))
    assert desk.refused(APPROVE, "approver", on=day) == "over_limit"
    desk.done(APPROVE, "newly", on=day)


def test_a_limit_counts_for_money_that_comes_from_outside_too() -> None:
    command = {"verb": "appropriate", **EXAMPLES["appropriate"], "amount": "50.01"}
    proposal = a_command("propose", number="PP-A", command=command)
    desk = a_desk_with(limits(("approver", "50.00")), ("officer", proposal))
    approve = a_command("approve", proposal="PP-A", content_hash=hash_of(proposal))
    assert desk.refused(approve, "approver") == "over_limit"


def test_two_overrides_carry_a_proposal_out_and_one_does_not() -> None:
    desk = a_desk_with(limits(("approver", "1.00")))
    (first,) = desk.say(override(), "approver").entries
    assert (first.lines, first.proposal) == ((), 0)
    assert desk.balance("reserved:1032:L69:PP-0") == 5000
    released, posted = desk.say(override(), "second").entries
    assert (released.kind, posted.kind) == ("approve", "commit")
    assert desk.balance("committed:1032:L69:CM-P") == 5000


@pytest.mark.parametrize(
    ("second", "command", "code"),
    (
        ("approver", override(), "same_person"),
        ("second", override(override_reason=""), "over_limit"),
        ("second", override(override_expires_on=""), "over_limit"),
        ("second", override(override_expires_on="2025-11-09"), "expired"),
        ("second", override(content_hash="cd" * 32), "content_differs"),
        ("second", a_command("approve", content_hash=HASH), "over_limit"),
    ),
)
def test_a_second_override_is_by_another_with_a_reason_and_an_end(
    second: str, command: Command, code: str
) -> None:
    desk = a_desk_with(limits(("approver", "1.00")), ("approver", override()))
    assert desk.refused(command, second) == code
    assert desk.balance("reserved:1032:L69:PP-0") == 5000


def test_a_first_override_that_has_ended_counts_no_more() -> None:
    desk = a_desk_with(limits(("approver", "1.00")), ("approver", override(override_expires_on="2025-11-15")))
    (again,) = desk.say(override(), "second", on="2025-11-16").entries
    assert again.lines == ()


def test_an_override_proposal_may_still_be_rejected() -> None:
    desk = a_desk_with(limits(("approver", "1.00")), ("approver", override()))
    desk.done(a_command("reject"), "second")
    assert desk.refused(override(), "second") == "unknown_proposal"


@pytest.mark.parametrize(("amount", "code"), (("49.99", ""), ("50.00", "over_limit")))
def test_a_policy_asks_for_a_second_person_from_an_amount_on(amount: str, code: str) -> None:
    desk = a_book(
        ("head", a_command("set_policy", second_person=[{"of_verb": "commit", "from_amount": "50.00"}]))
    )
    outcome = desk.say(a_command("commit", amount=amount), "spender")
    assert (outcome.refusal.code if outcome.refusal else "") == code
    desk.done(a_voucher("V-1", {"amount": "60.00"}), "spender")


def test_what_needs_a_second_person_is_proposed_and_approved() -> None:
    desk = a_book(("head", a_command("set_policy", second_person=[{"of_verb": "commit"}])), ("spender", PP0))
    assert desk.done(APPROVE, "approver").kind == "commit"


@pytest.mark.parametrize(("day", "code"), (("2025-11-15", ""), ("2025-11-16", "expired")))
def test_a_proposal_is_approved_up_to_its_last_day(day: str, code: str) -> None:
    desk = a_book(("spender", a_command("propose", number="PP-0", expires_on="2025-11-15")))
    outcome = desk.say(APPROVE, "approver", on=day)
    assert (outcome.refusal.code if outcome.refusal else "") == code


def test_persons_named_on_the_document_count_as_persons_of_the_chain() -> None:
    desk = a_book()
    desk.done(PP0, "spender", made_by="approver")
    assert desk.refused(APPROVE, "approver") == "same_person"
    assert desk.refused(APPROVE, "head", made_by="spender") == "same_person"


@pytest.mark.parametrize("number", ("PP-1", "PP-0"))
def test_a_spoiled_proposal_number_blocks_neither_closing_nor_anything_else(number: str) -> None:
    desk = a_book()
    desk.done(a_command("void_number", kind="propose", number=number), "officer")
    assert desk.refused(a_command("propose", number=number), "spender") == "number_used"
    desk.done(a_command("close_period", through="2025-11-30"), "head", on="2025-12-01")


@pytest.mark.parametrize("through", ("2025-11-09", "2025-11-30"))
def test_a_period_closes_over_proposals_of_later_days_only(through: str) -> None:
    desk = a_book(("spender", PP0))
    outcome = desk.say(a_command("close_period", through=through), "head", on="2025-12-01")
    assert (outcome.refusal is None) == (through < DAY)


@pytest.mark.parametrize(
    "verb", ("approve", "propose", "reject", "withdraw_proposal", "open_line", "close_period")
)
def test_decisions_and_reference_data_are_not_proposed(verb: str) -> None:
    desk = a_book()
    assert desk.state.size
    with pytest.raises(Exception, match="not_proposable"):
        a_command("propose", command={"verb": verb, **EXAMPLES[verb]})
