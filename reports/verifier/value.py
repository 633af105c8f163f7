"""The value of the work: cells and districts from documents alone, and every identity."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest

from reports.verifier.entries import SETS, Book, Fact
from reports.verifier.registers import DECIDED, claimed_back, receipts_of
from reports.verifier.said import Cell, Plain

COUNTED = ("unit_rate", "contract", "actual_cost")


class Value:
    """What each cell (unit × activity) planned, earned and spent, from documents alone."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.activities = book.registered["define_activity"]
        self.spent: dict[Cell, int] = defaultdict(int)
        for one in book.standing("disburse"):
            for part, line in enumerate(one.command["lines"], 1):
                paid = int(line["amount"]) - claimed_back(book, one, part, "recover")
                self.spent[one.text("unit"), line["activity"]] += paid
        self.lots: dict[Cell, list[Fact]] = defaultdict(list)
        for one in book.standing("deliver"):
            self.lots[one.text("unit"), one.text("activity")].append(one)
        self.reworked: dict[str, int] = defaultdict(int)
        for one in book.standing("deliver"):
            self.reworked[one.text("rework_of")] += one.number("quantity")
        self.prices: dict[Cell, int] = {}
        for one in book.kinds["commit"]:
            if one.number("unit_price"):
                self.prices.setdefault((one.text("unit"), one.text("number")), one.number("unit_price"))

    def units(self) -> list[str]:
        """The units that have a row."""
        known = self.book.registered["register_unit"]
        money = self.purses()
        return [code for code, unit in known.items() if unit.get("parent") or money[code]["_holds"]]

    def rate(self, day: str, activity: str, unit: str) -> int:
        """The rate in force on a day: the unit's own before the general one; 0 when there is none."""
        for owner in (unit, ""):
            known = [
                (one.text("valid_from"), one.seq, one.number("rate"))
                for one in self.book.kinds["set_rate"]
                if (one.text("activity"), one.text("unit")) == (activity, owner)
                and one.text("valid_from") <= day
            ]
            if known:
                return max(known)[2]
        return 0

    def cell(self, unit: str, code: str) -> Plain:
        """The figures of one cell that follow from documents, by column of cells.csv."""
        lots, targets = self.lots[unit, code], self._targets(unit, code)
        verdicts = {lot.seq: self.book.about(lot.seq, "decide") for lot in lots}
        told = {name: sum(v.number(name) for one in verdicts.values() for v in one) for name in DECIDED}
        delivered = sum(lot.number("quantity") for lot in lots)
        rework = sum(lot.number("quantity") for lot in lots if lot.text("rework_of"))
        row: Plain = {
            "plan_qty": sum(change for _, change in targets),
            "plan_qty_to_date": sum(change for due, change in targets if due <= self.book.cut_off),
            "qty_delivered": delivered,
            "qty_accepted": told["accepted"],
            "qty_rejected": told["rejected"],
            "qty_rework": rework,
            "qty_rejected_open": told["rejected"] - rework,
            "qty_pending": delivered - told["accepted"] - told["rejected"],
            "price_reduction": told["price_reduction"],
            "direct": self.spent[unit, code],
            "rate": "",
        }
        if self.activities[code]["basis"] == "unit_rate":
            row["rate"] = self.rate(self.book.cut_off, code, unit) or ""
        row["EV"] = self._earned(unit, code, row, verdicts)
        row["BAC"], row["PV"] = self._planned(unit, code, row)
        row["supported"] = max(0, min(row["direct"], row["EV"]))
        left = row["direct"] - row["supported"]
        waiting = self._waiting(unit, code, row, verdicts)
        for column, worth in zip_longest(("unsup_pending", "unsup_rejected"), waiting):
            row[column] = min(left, worth)
            left -= row[column]
        return row

    def _planned(self, unit: str, code: str, row: Plain) -> tuple[int, int]:
        """BAC and PV."""
        basis, due = self.activities[code]["basis"], row["plan_qty_to_date"]
        if basis == "unit_rate":
            rate = self.rate(self.book.cut_off, code, unit)
            return row["plan_qty"] * rate, due * rate
        if basis == "actual_cost":
            planned = max(int(self.activities[code].get("ceiling", "0")), row["EV"])
            return planned, planned
        whole = sum(
            one.number("quantity") * one.number("unit_price")
            for one in self.book.standing("commit")
            if (one.text("unit"), one.text("activity")) == (unit, code)
        )
        return whole, half_up(whole * due, row["plan_qty"]) if row["plan_qty"] else 0

    def _waiting(self, unit: str, code: str, row: Plain, verdicts: dict[int, list[Fact]]) -> tuple[int, int]:
        """What is worth that waits for a decision, and that was rejected and not handed in again."""
        basis = self.activities[code]["basis"]
        if basis == "unit_rate":
            rate = self.rate(self.book.cut_off, code, unit)
            return row["qty_pending"] * rate, row["qty_rejected_open"] * rate
        pending = rejected = 0
        for lot in self.lots[unit, code] if basis == "contract" else ():
            price = self.prices.get((unit, lot.text("commitment")), 0)
            refused = sum(one.number("rejected") for one in verdicts[lot.seq])
            accepted = sum(one.number("accepted") for one in verdicts[lot.seq])
            pending += (lot.number("quantity") - accepted - refused) * price
            rejected += (refused - self.reworked[lot.text("number")]) * price
        return pending, rejected

    def _targets(self, unit: str, code: str) -> list[tuple[str, int]]:
        return [
            (one.text("due_on"), one.gained("target"))
            for one in self.book.standing("set_target")
            if (one.text("unit"), one.text("activity")) == (unit, code)
        ]

    def _earned(self, unit: str, code: str, row: Plain, verdicts: dict[int, list[Fact]]) -> int:
        """EV: what was accepted, up to the plan, at its price; or the cost, up to a ceiling."""
        basis = self.activities[code]["basis"]
        if basis == "actual_cost":
            ceiling = int(self.activities[code].get("ceiling", "0"))
            return min(row["direct"], ceiling or row["direct"]) if row["qty_accepted"] > 0 else 0
        lots = {lot.seq: lot for lot in self.lots[unit, code]}
        decided = sorted(
            (v.on, lots[seq].text("number"), v.seq, seq, v) for seq in lots for v in verdicts[seq]
        )
        left, earned = row["plan_qty"], -row["price_reduction"]
        for day, _, _, seq, verdict in decided:
            price = self.prices.get((unit, lots[seq].text("commitment")), 0)
            taken = min(verdict.number("accepted"), left)
            left -= taken
            earned += taken * (self.rate(day, code, unit) if basis == "unit_rate" else price)
        return int(earned)

    def purses(self) -> dict[str, dict[str, int]]:
        """What reached each unit, what left it, and what waits in its buckets."""
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for (bucket, _), amount in self.book.at_cut.items():
            stage, unit = bucket.split(":")[:2]
            found[unit]["spent" if stage in SPENT else stage] += amount if SETS[stage] == "money" else 0
        for (unit, stage), amount in self.book.reserved.items():
            found[unit]["_reserved"] += amount if stage in OWN else 0
            found[unit]["spent"] += amount if stage in SPENT else 0
        for one in self.book.standing("retain", "retain_back"):
            found[one.unit]["transfers_in"] += one.gained("available")
            found[one.unit]["_kept"] += one.gained("available")
        for one in self.book.standing("lapse"):
            stage = one.text("stage") or "available"
            found[one.text("unit")]["_lapsed"] += one.gained("lapsed") if stage in OWN else 0
        for order in self.book.standing("transfer"):
            for leg in order.command["legs"]:
                self._leg(found, order, leg)
        for purse in found.values():
            purse["_holds"] += purse["_kept"] != 0
        return found

    def _leg(self, found: dict[str, dict[str, int]], order: Fact, leg: Plain) -> None:
        own, other = leg["from_unit"], leg["to_unit"]
        for one in receipts_of(self.book, order, leg):
            if not _released(one, other, leg["line"]):
                found[other]["transfers_in"] += int(one.command["amount"])
                found[other]["_holds"] += 1
        if not _released(order, own, leg["line"]):
            about = self.book.about(order.seq, "recall")
            back = sum(one.gained("in_transit") for one in about if one.command["transfer"] == leg["number"])
            line = self.book.named("open_line", leg["line"])
            parent = self.book.named("register_unit", other).get("parent", "")
            centre = not parent or line["owner_unit"] == other
            found[own]["returned" if centre else "transfers_out"] += int(leg["amount"]) + back

    def district(self, unit: str, purse: dict[str, int]) -> Plain:
        """The figures of one unit that follow from documents, by column of districts.csv."""
        spent = {
            basis: sum(self.spent[unit, c] for c, a in self.activities.items() if a["basis"] in bases)
            for basis, bases in (("direct", COUNTED), ("overhead", ("overhead",)), ("exempt", ("exempt",)))
        }
        gone = sum(purse[name] for name in ("transfers_out", "returned", "carried", "_lapsed", "remitted"))
        allotment, disbursed = purse["transfers_in"] - gone, sum(spent.values())
        waiting = purse["advanced"] + purse["committed"]
        counts = self._advance_counts()
        return {
            **{name: purse[name] for name in ("transfers_in", "transfers_out", "returned")},
            "allotment": allotment,
            "disbursed": disbursed,
            "advances_open": purse["advanced"],
            "commitments_open": purse["committed"],
            "used": disbursed + purse["committed"] + (purse["advanced"] if counts else 0),
            "reserved": purse["_reserved"],
            "available": allotment - disbursed - waiting - purse["_reserved"],
            **spent,
        }

    def _advance_counts(self) -> bool:
        known = [
            (one.text("valid_from"), one.seq, one.command.get("advance_counts_as_used", True))
            for one in self.book.kinds["set_policy"]
            if one.text("valid_from") <= self.book.cut_off
        ]
        return bool(max(known)[2]) if known else True


def half_up(over: int, under: int) -> int:
    """A quotient of whole numbers, half away from zero."""
    found = (2 * abs(over) + abs(under)) // (2 * abs(under))
    return found if (over < 0) == (under < 0) else -found


OWN = ("available", "committed", "advanced", "carried")
SPENT = ("expended", "matched", "exempt", "disallowed")


def _released(fact: Fact, unit: str, line: str) -> bool:
    """Whether the money of a unit's line left or reached the stage `released`: the centre's purse."""
    return any(moved["bucket"] == f"released:{unit}:{line}" for moved in fact.lines)
