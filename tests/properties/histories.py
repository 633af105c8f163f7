"""Histories: random commands over a small book, valid and invalid, as several people would send them.

Numbers, units, lines and amounts come from small pools, so that commands meet: they reverse, refund and
confirm what stands, reuse numbers and keys, overdraw, and act in closed periods and wrong years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any, Final, cast

from hypothesis import strategies as st

from ledger.commands import Command, Propose
from ledger.commands.review import OPINIONS, STEPS
from ledger.entries import content_hash
from ledger.errors import BadValue
from tests.builders import Asked, a_request, a_world

Pools = Mapping[str, tuple[Any, ...]]

LINES: Final = ("L69",) * 6 + ("L69-SHUT", "L70", "L00")
UNITS: Final = ("1032",) * 7 + ("1033", "DEPT", "9999")
ACTIVITIES: Final = ("HH", "HH", "HH", "CT", "AC", "EX", "EX", "NO")
AMOUNTS: Final = ("0.01", "33.33", "100.00", "250.50", "999.99")
SUMS: Final = (*AMOUNTS, "", "0.00")
DAYS: Final = ("2025-11-10",) * 6 + ("2025-12-01", "2026-09-30", "2026-10-15", "2025-10-02")
REASONS: Final = ("เหตุผล", "reason", "เพราะผิด", "")
ENDS: Final = ("2025-12-31", "2026-12-31")


def _numbers(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind}{number}" for number in range(1, 5))


LEG: Final[Pools] = {
    "number": _numbers("T"),
    "line": LINES,
    "from_unit": ("DEPT", "DEPT", "DEPT", "1032"),
    "to_unit": ("1032", "1032", "1033", "DEPT"),
    "kind": ("allotting", "return", "grant"),
    "amount": AMOUNTS,
}
CHARGE: Final[Pools] = {
    "line": LINES,
    "activity": ACTIVITIES,
    "amount": AMOUNTS,
    "source": ("", "", *_numbers("C"), *_numbers("A"), *_numbers("F")),
}
_PAPER: Final[Pools] = {"line": LINES, "amount": AMOUNTS}
_SPENT: Final[Pools] = {"voucher": _numbers("V"), "unit": UNITS, "amount": AMOUNTS, "part": (1, 1, 2)}

MONEY: Final[tuple[tuple[str, Pools], ...]] = (
    ("appropriate", {**_PAPER, "number": _numbers("AP"), "authority": REASONS}),
    ("withdraw", {**_PAPER, "number": _numbers("WD"), "authority": REASONS}),
    ("release", {**_PAPER, "number": _numbers("RL")}),
    ("hold_release", {**_PAPER, "number": _numbers("HR")}),
    ("retain", {**_PAPER, "number": _numbers("RT")}),
    ("retain_back", {**_PAPER, "number": _numbers("RB")}),
    ("move_purpose", {"number": _numbers("MP"), "from_line": LINES, "to_line": ("L69-SHUT", "L70"),
                      "amount": AMOUNTS, "authority": REASONS, "stage": ("approved", "released")}),
    ("transfer", {"order_no": ("", "", "O1", "O2"), "legs": (LEG,)}),
    ("transfer", {"order_no": ("", "", "O1", "O2"), "legs": (LEG,)}),
    ("confirm", {"transfer": _numbers("T"), "amount": AMOUNTS}),
    ("confirm", {"transfer": _numbers("T"), "amount": AMOUNTS}),
    ("recall", {"transfer": _numbers("T")}),
    ("commit", {**_PAPER, "number": _numbers("C"), "unit": UNITS, "unit_price": SUMS,
                "source": ("", "", "", "F1", "F2")}),
    ("commit", {**_PAPER, "number": _numbers("C"), "unit": UNITS, "unit_price": SUMS}),
    ("release_commitment", {"commitment": _numbers("C"), "unit": UNITS, "amount": SUMS}),
    ("advance", {**_PAPER, "number": _numbers("A"), "unit": UNITS, "borrower": _numbers("B"),
                 "due_on": ("2026-01-31",)}),
    ("refund", {"advance": _numbers("A"), "unit": UNITS, "amount": AMOUNTS}),
    ("disburse", {"number": _numbers("V"), "unit": UNITS, "vendor": _numbers("X"), "lines": (CHARGE,),
                  "invoice_no": ("", "", "inv-1", "INV 1", "9"), "document_fiscal_year": (0, 0, 2570)}),
    ("disburse", {"number": _numbers("V"), "unit": UNITS, "lines": (CHARGE,)}),
    ("disallow", {**_SPENT, "reason": REASONS}),
    ("recover", _SPENT),
    ("carry_forward", {**_PAPER, "number": _numbers("F"), "unit": UNITS, "approval_no": REASONS,
                       "commitment": ("", "", *_numbers("C")), "end_on": ENDS}),
    ("lapse", {"number": _numbers("LP"), "line": LINES, "unit": UNITS, "stage": ("available", "released"),
               "amount": SUMS}),
    ("lapse", {"number": _numbers("LP"), "line": LINES, "unit": UNITS, "stage": ("carried",),
               "carry": _numbers("F"), "amount": SUMS}),
    ("reverse", {"kind": ("disburse", "commit", "advance", "deliver", "transfer"), "unit": ("", "1032"),
                 "reason": REASONS, "number": ("", "R1", "R2"),
                 "reverses": (*_numbers("V"), *_numbers("C"), *_numbers("A"), *_numbers("D"))}),
    ("reverse", {"seq": tuple(range(35, 90)), "reason": REASONS}),
)  # fmt: skip
_RUN: Final = {
    "position": 1, "rules_version": "1", "rules_digest": "ab", "input_digest": "cd", "output_digest": "ef",
}  # fmt: skip
_MATCH: Final[Pools] = {
    "number": _numbers("M"), "run": ("N1",), "unit": ("1032",), "activity": ("HH", "HH", "HH", "CT"),
    "reason": REASONS,
    "vouchers": tuple([{"voucher": "V1", "part": part, "amount": "40.00"}] for part in (1, 2)),
    "lots": tuple([{"delivery": lot, "amount": "40.00"}] for lot in ("D1", "D1", "D2")),
}  # fmt: skip
OTHERS: Final[tuple[tuple[str, Pools], ...]] = (
    ("set_target", {"unit": UNITS, "activity": ACTIVITIES, "due_on": ("2026-03-31",), "quantity": (0, 5, 9)}),
    ("deliver", {"number": _numbers("D"), "unit": UNITS, "activity": ACTIVITIES, "quantity": (0, 5, 9),
                 "rework_of": ("", "", "", "D1"), "commitment": ("", "", "", "C1")}),
    ("decide", {"delivery": _numbers("D"), "accepted": (0, 1, 4), "rejected": (0, 1, 2),
                "price_reduction": SUMS}),
    ("extend", {"carry": _numbers("F"), "unit": UNITS, "approval_no": REASONS, "end_on": ("2027-06-30",)}),
    ("approve", {"proposal": _numbers("P"), "content_hash": ("ab" * 32,), "override_reason": REASONS,
                 "override_expires_on": ("", "2026-12-31")}),
    ("approve", {"proposal": _numbers("P"), "content_hash": ("ab" * 32,)}),
    ("reject", {"proposal": _numbers("P")}),
    ("withdraw_proposal", {"proposal": _numbers("P")}),
    ("void_number", {"kind": ("disburse", "commit", "propose", "transfer"), "unit": UNITS, "reason": REASONS,
                     "number": ("V1", "C1", "P1", "T2", "V3"), "document_fiscal_year": (2569,)}),
    ("register_unit", {"code": UNITS, "name_th": ("หน่วย",)}),
    ("set_rate", {"activity": ACTIVITIES, "unit": ("", "1032"), "rate": AMOUNTS, "valid_from": DAYS}),
    ("set_policy", {"valid_from": DAYS, "second_person": ([{"of_verb": "advance", "from_amount": "100.00"}],),
                    "delegations": ([], [{"role": "approver", "post": "p", "limit": "200.00",
                                          "from_on": "2025-10-01", "order_no": "1"}])}),
    ("match", _MATCH),
    ("match", {**_MATCH, "run": ("", "N1", "N2"), "lots": ([{"delivery": "D1", "amount": "342.00"}],)}),
    ("unmatch", {"match": _numbers("M"), "reason": REASONS}),
    ("unmatch", {"match": _numbers("M"), "reason": REASONS}),
    ("record_run", {"number": _numbers("N"), "on": DAYS, "opening": ("", "", "N1"),
                    "findings": ([], [{"finding": "f", "severity": "HIGH", "code": "E-SPLIT"}]),
                    **{name: (value,) for name, value in _RUN.items()}}),
    ("record_statement", {"source": ("bank",), "currency": ("THB", "THB", "USD"), "since": ("2025-10-01",),
                          "on": DAYS, "stages": (["available"],), "file_sha256": ("ab" * 32,),
                          "accounts": tuple([{"account": "1", "unit": unit, "closing": closing}]
                                            for unit in UNITS[6:] for closing in ("7.00", "7.00", "14.00")),
                          "lines": ({"account": ("1",), "on": ("2025-10-02",), "amount": ("7.00",)},)}),
    ("sign_off", {"run": _numbers("N"), "step": STEPS, "on": ("2025-11-10",), "output_digest": ("ef",)}),
    ("query", {"number": _numbers("Q"), "unit": UNITS, "voucher": ("", "V1"), "finding": ("", "f"),
               "text": ("เหตุใด",)}),
    ("reply", {"unit": UNITS, "query": _numbers("Q"), "text": REASONS}),
    ("give_opinion", {"query": _numbers("Q"), "opinion": OPINIONS, "text": ("รับฟังได้",)}),
    ("open_book", {"id": ("elsewhere",), "name_th": ("อื่น",), "centre": ("DEPT",)}),
    ("close_period", {"through": ("2025-10-31", "2025-10-31", "2025-11-30")}),
)  # fmt: skip
# Whoever may do it asks mostly; anybody asks sometimes.
USUALLY: Final = {
    "spender": {"commit", "release_commitment", "advance", "refund", "disburse", "recover", "carry_forward"},
    "receiver": {"confirm", "reply"},
    "head": {"disallow", "extend", "lapse", "set_policy", "close_period", "reverse"},
    "approver": {"approve", "reject"},
    "surveyor": {"set_target", "deliver"},
    "committee": {"decide"},
    "reconciler": {"match", "record_run", "record_statement", "sign_off"},
    "reviewer": {"unmatch"},
    "auditor": {"query", "give_opinion"},
}
PEOPLE: Final = ("officer", "head", "second_head", "approver", *USUALLY, "neighbour", "stranger")


def _filled(verb: str, pools: Pools, chance: Random) -> dict[str, Any]:
    plain: dict[str, Any] = {"verb": verb}
    for name, choices in pools.items():
        chosen = chance.choice(choices)
        if name in ("legs", "lines"):
            many = chance.choice((1, 1, 2, 3))
            chosen = [{n: chance.choice(c) for n, c in chosen.items()} for _ in range(many)]
        plain[name] = chosen
    return plain


def _a_step(chance: Random) -> tuple[dict[str, Any], str]:
    """What is asked, and by whom."""
    verb, pools = chance.choice((*MONEY, *MONEY, *OTHERS))
    plain = _filled(verb, pools, chance)
    actor = next((person for person, verbs in USUALLY.items() if verb in verbs), "officer")
    if verb not in dict(OTHERS) and chance.random() < 0.15:
        expiry = chance.choice(("", "", "2025-11-30"))
        plain = {
            "verb": "propose",
            "number": chance.choice(_numbers("P")),
            "command": plain,
            "expires_on": expiry,
        }
    return plain, chance.choice(PEOPLE) if chance.random() < 0.1 else actor


def _requests(book: str, steps: Iterable[int], proposed: dict[str, str]) -> list[Asked]:
    """Steps as requests; some repeat a key: with the same content, or with other content."""
    asked: list[Asked] = []
    for number, seed in enumerate(steps):
        chance = Random(seed)  # noqa: S311 - the same history again, no secret
        plain, actor = _a_step(chance)
        luck = chance.random()
        if asked and luck < 0.05:
            asked.append(chance.choice(asked))
            continue
        command = _command(plain, proposed)
        if command is not None:
            key = asked[-1][0].key if asked and luck < 0.08 else f"{book} {number}"
            request = a_request(command, key, on=chance.choice(DAYS), taken_over=luck > 0.9)
            asked.append((request, actor))
    return asked


def _command(plain: dict[str, Any], proposed: dict[str, str]) -> Command | None:
    """The command of a step, an approval stating the hash of what was proposed; None where none can be."""
    if plain["verb"] == "approve":
        plain["content_hash"] = proposed.get(plain["proposal"], plain["content_hash"])
    try:
        command = Command.of_wire(plain)
    except BadValue:
        return None
    if isinstance(command, Propose):
        proposed.setdefault(command.number, content_hash(command.command))
    return command


def _stock() -> list[Asked]:
    """One document of each kind, under the numbers that steps refer to."""
    charge = {"line": "L69", "activity": "HH", "amount": "40.00"}
    end = {"end_on": ENDS[0]}
    charges = [charge, {**charge, "source": "C1"}]
    money = {"line": "L69", "unit": "1032", "amount": "150.00"}
    leg = {"number": "T1", "line": "L69", "from_unit": "DEPT", "to_unit": "1032", "amount": "90.00"}
    held = {"verb": "commit", "number": "C9", **money}
    stock: tuple[tuple[str, dict[str, Any]], ...] = (
        ("spender", {"verb": "commit", "number": "C1", **money, "unit_price": "20.00"}),
        ("spender", {"verb": "advance", "number": "A1", "borrower": "B1", "due_on": "2026-01-31", **money}),
        ("spender", {"verb": "carry_forward", "number": "F1", "approval_no": "x", **end, **money}),
        ("spender", {"verb": "disburse", "number": "V1", "unit": "1032", "lines": charges}),
        ("officer", {"verb": "transfer", "legs": [leg]}),
        ("surveyor", {"verb": "deliver", "number": "D1", "unit": "1032", "activity": "HH", "quantity": 9}),
        ("committee", {"verb": "decide", "delivery": "D1", "accepted": 4, "rejected": 1}),
        ("head", {"verb": "set_rules", "version": "1", "valid_from": "2025-10-01", "digest": "ab" * 32}),
        ("reconciler", {"verb": "record_run", "number": "N1", "on": DAYS[0], **_RUN}),
        ("spender", {"verb": "propose", "number": "P1", "command": held}),
    )  # fmt: skip
    commands = ((Command.of_wire(plain), actor) for actor, plain in stock)
    return [(a_request(c, f"stock {n}", on=DAYS[0]), actor) for n, (c, actor) in enumerate(commands)]


SEEDS: Final = st.integers(0, 2**31)
SIZES: Final = st.integers(1, 60)


def a_history(book: str, seed: int, size: int) -> list[Asked]:
    """Requests to a book: the opening of a small world, its first documents, and `size` random steps.

    A failing history shrinks to its shortest beginning.
    """
    before = a_world(book) + _stock()
    proposed = {"P1": content_hash(cast("Propose", before[-1][0].command).command)}
    return before + _requests(book, (seed * 1000 + step for step in range(size)), proposed)
