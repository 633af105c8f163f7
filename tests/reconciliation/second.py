"""A second implementation of the cells: plain SQL over plain rows, fractions for what is divided.

It shares nothing with reconciliation/ but the rows of a programme: no entry, bucket, fact or helper.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import floor
from typing import Any

from tests.reconciliation.programmes import ACTIVITIES, CEILING, Programme

SCHEMA = """
CREATE TABLE unit (code TEXT, place INTEGER);
CREATE TABLE activity (code TEXT, basis TEXT, place INTEGER);
CREATE TABLE rate (seq INTEGER, activity TEXT, unit TEXT, rate INTEGER, valid_from TEXT);
CREATE TABLE target (unit TEXT, activity TEXT, due TEXT, change INTEGER);
CREATE TABLE contract
  (number TEXT, unit TEXT, activity TEXT, quantity INTEGER, price INTEGER, standing INTEGER);
CREATE TABLE lot (number TEXT, unit TEXT, activity TEXT, quantity INTEGER, rework_of TEXT, contract TEXT);
CREATE TABLE decision
  (seq INTEGER, decided_on TEXT, lot TEXT, accepted INTEGER, rejected INTEGER, less INTEGER);
CREATE TABLE spending (unit TEXT, activity TEXT, amount INTEGER);
"""
RATE_ON = """(SELECT rate FROM rate r WHERE r.activity = {activity} AND r.unit IN ('', {unit})
   AND r.valid_from <= {day} ORDER BY r.unit = '', r.valid_from DESC, r.seq DESC LIMIT 1)"""
CELLS = f"""
WITH cell AS (
  SELECT u.code AS unit, a.code AS activity, a.basis, u.place AS row, a.place AS col FROM unit u, activity a
), plan AS (
  SELECT c.*,
    (SELECT coalesce(sum(change), 0) FROM target t
      WHERE t.unit = c.unit AND t.activity = c.activity) AS pq,
    (SELECT coalesce(sum(change), 0) FROM target t
      WHERE t.unit = c.unit AND t.activity = c.activity AND t.due <= :on) AS pqt
  FROM cell c
), decided AS (
  SELECT l.unit, l.activity, l.number, d.*,
    (SELECT price FROM contract k WHERE k.number = l.contract AND k.unit = l.unit) AS price,
    sum(d.accepted) OVER (PARTITION BY l.unit, l.activity ORDER BY d.decided_on, l.number, d.seq) AS running
  FROM decision d JOIN lot l ON l.number = d.lot
), earning AS (
  SELECT p.unit, p.activity,
    sum(max(0, min(d.accepted, p.pq - (d.running - d.accepted))) * coalesce(
      CASE p.basis WHEN 'contract' THEN d.price
      ELSE {RATE_ON.format(activity="p.activity", unit="p.unit", day="d.decided_on")} END, 0)) AS worth
  FROM plan p JOIN decided d ON d.unit = p.unit AND d.activity = p.activity GROUP BY p.unit, p.activity
), lots AS (
  SELECT l.*,
    l.quantity
      - coalesce((SELECT sum(accepted + rejected) FROM decision d WHERE d.lot = l.number), 0) AS waits,
    coalesce((SELECT sum(rejected) FROM decision d WHERE d.lot = l.number), 0)
      - coalesce((SELECT sum(quantity) FROM lot n WHERE n.rework_of = l.number), 0) AS refused,
    coalesce((SELECT price FROM contract k WHERE k.number = l.contract AND k.unit = l.unit), 0) AS price
  FROM lot l
)
SELECT p.unit, p.activity, p.basis, p.pq, p.pqt,
  {RATE_ON.format(activity="p.activity", unit="p.unit", day=":on")} AS rate,
  (SELECT coalesce(sum(quantity), 0) FROM lot l WHERE l.unit = p.unit AND l.activity = p.activity) AS qd,
  (SELECT coalesce(sum(accepted), 0) FROM decided d WHERE d.unit = p.unit AND d.activity = p.activity) AS qa,
  (SELECT coalesce(sum(rejected), 0) FROM decided d WHERE d.unit = p.unit AND d.activity = p.activity) AS qr,
  (SELECT coalesce(sum(quantity), 0) FROM lot l
    WHERE l.unit = p.unit AND l.activity = p.activity AND l.rework_of != '') AS qw,
  (SELECT coalesce(sum(less), 0) FROM decided d WHERE d.unit = p.unit AND d.activity = p.activity) AS reduced,
  coalesce((SELECT worth FROM earning e WHERE e.unit = p.unit AND e.activity = p.activity), 0) AS worth,
  (SELECT coalesce(sum(quantity * price), 0) FROM contract k
    WHERE k.standing AND k.unit = p.unit AND k.activity = p.activity) AS contracted,
  (SELECT coalesce(sum(waits * price), 0) FROM lots l
    WHERE l.unit = p.unit AND l.activity = p.activity) AS waits,
  (SELECT coalesce(sum(refused * price), 0) FROM lots l
    WHERE l.unit = p.unit AND l.activity = p.activity) AS refused,
  (SELECT coalesce(sum(amount), 0) FROM spending s WHERE s.unit = p.unit AND s.activity = p.activity) AS ac,
  (SELECT coalesce(sum(amount), 0) FROM spending s WHERE s.unit = p.unit AND s.activity = 'OH') AS overhead
FROM plan p ORDER BY row, col
"""


def second_cells(programme: Programme, on: date, units: Iterable[str]) -> list[dict[str, Any]]:
    """The cells of a programme at a cut-off, as dictionaries by column in lower case."""
    with sqlite3.connect(":memory:") as db:
        db.row_factory = sqlite3.Row
        db.executescript(SCHEMA)
        _load(db, programme, on, tuple(units))
        found = [_valued(dict(row)) for row in db.execute(CELLS, {"on": on.isoformat()})]
    db.close()
    for unit in {cell["district"] for cell in found}:
        _share([cell for cell in found if cell["district"] == unit])
    for cell in found:
        _costs(cell)
    return found


def _load(db: sqlite3.Connection, programme: Programme, on: date, units: tuple[str, ...]) -> None:
    rated = [code for code, basis in ACTIVITIES.items() if basis in ("unit_rate", "contract", "actual_cost")]
    db.executemany("INSERT INTO unit VALUES (?, ?)", [(u, n) for n, u in enumerate(units)])
    db.executemany(
        "INSERT INTO activity VALUES (?, ?, ?)", [(code, ACTIVITIES[code], n) for n, code in enumerate(rated)]
    )
    rows = programme.standing
    for row in rows(on, "set_rate"):
        since = row["valid_from"].isoformat()
        said: tuple[Any, ...] = (row["seq"], row["activity"], row["unit"], row["rate"], since)
        db.execute("INSERT INTO rate VALUES (?, ?, ?, ?, ?)", said)
    for row in rows(on, "set_target"):
        change = row["entry"].lines[-1].amount if row["entry"].lines else 0
        said = (row["unit"], row["activity"], row["due"].isoformat(), change)
        db.execute("INSERT INTO target VALUES (?, ?, ?, ?)", said)
    standing = {row["number"] for row in rows(on, "commit")}
    days = programme.days()
    for row in programme.rows:
        if row["verb"] == "commit" and days[row["seq"]] <= on:
            said = (
                *(row[k] for k in ("number", "unit", "activity", "quantity", "price")),
                row["number"] in standing,
            )
            db.execute("INSERT INTO contract VALUES (?, ?, ?, ?, ?, ?)", said)
    for row in rows(on, "deliver"):
        said = tuple(row[k] for k in ("number", "unit", "activity", "quantity", "rework_of", "commitment"))
        db.execute("INSERT INTO lot VALUES (?, ?, ?, ?, ?, ?)", said)
    for row in rows(on, "decide"):
        figures = tuple(row[k] for k in ("delivery", "accepted", "rejected", "less"))
        db.execute(
            "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?)", (row["seq"], row["on"].isoformat(), *figures)
        )
    for row in rows(on, "disburse"):
        for activity, amount in row["parts"]:
            db.execute("INSERT INTO spending VALUES (?, ?, ?)", (row["unit"], activity, amount))
    vouchers = {row["number"]: row for row in programme.rows if row["verb"] == "disburse"}
    for row in rows(on, "recover"):
        voucher = vouchers[row["voucher"]]
        activity, _ = voucher["parts"][row["part"] - 1]
        db.execute("INSERT INTO spending VALUES (?, ?, ?)", (voucher["unit"], activity, -row["amount"]))


def _valued(row: dict[str, Any]) -> dict[str, Any]:
    """Planned and earned value by the price basis, and how spending splits."""
    rate, waits, refused = row["rate"], row["waits"], row["refused"]
    if row["basis"] == "unit_rate":
        bac, pv, ev = row["pq"] * (rate or 0), row["pqt"] * (rate or 0), row["worth"] - row["reduced"]
        waits = (row["qd"] - row["qa"] - row["qr"]) * (rate or 0)
        refused = (row["qr"] - row["qw"]) * (rate or 0)
    elif row["basis"] == "contract":
        bac, ev, rate = row["contracted"], row["worth"] - row["reduced"], None
        pv = _half_up(Fraction(bac * row["pqt"], row["pq"])) if row["pq"] else 0
    else:
        ceiling = int(Decimal(CEILING) * 100) if row["activity"] == "ROOM" else row["ac"]
        ev, rate, waits, refused = (min(row["ac"], ceiling) if row["qa"] else 0), None, 0, 0
        bac = pv = max(ceiling if row["activity"] == "ROOM" else 0, ev)
    supported = max(0, min(row["ac"], ev))
    left = row["ac"] - supported
    pending = min(left, waits)
    rejected = min(left - pending, refused)
    return {
        "district": row["unit"], "activity": row["activity"], "plan_qty": row["pq"],
        "plan_qty_to_date": row["pqt"], "rate": rate, "qty_delivered": row["qd"], "qty_accepted": row["qa"],
        "qty_rejected": row["qr"], "qty_rework": row["qw"], "qty_rejected_open": row["qr"] - row["qw"],
        "qty_pending": row["qd"] - row["qa"] - row["qr"], "price_reduction": row["reduced"],
        "bac": bac, "pv": pv,
        "ev": ev, "direct": row["ac"], "supported": supported, "unsupported": left,
        "earned_unspent": ev - supported, "unsup_pending": pending, "unsup_rejected": rejected,
        "unsup_other": left - pending - rejected, "undelivered": bac - ev,
        "cv": ev - row["ac"], "sv": ev - pv,
        "cpi": _ratio(ev, row["ac"]), "spi": _ratio(ev, pv), "eac_at_rate": row["ac"] + bac - ev,
        "eac_cpi": _eac(row["ac"], bac, ev),
        "overhead_alloc": row["overhead"],
    }  # fmt: skip


def _eac(spent: int, bac: int, ev: int) -> int | None:
    return _half_up(spent + Fraction((bac - ev) * spent, ev)) if ev > 0 and spent > 0 else None


def _share(cells: list[dict[str, Any]]) -> None:
    """Largest remainder by max(0, EV), ties by code; nothing when nothing was earned."""
    overhead, earned = cells[0]["overhead_alloc"], sum(max(0, cell["ev"]) for cell in cells)
    exact = {
        c["activity"]: Fraction(overhead * max(0, c["ev"]), earned) if earned else Fraction(0) for c in cells
    }
    left = overhead - sum(floor(share) for share in exact.values()) if earned else 0
    lucky = sorted(exact, key=lambda code: (floor(exact[code]) - exact[code], code))[:left]
    for cell in cells:
        cell["overhead_alloc"] = floor(exact[cell["activity"]]) + (cell["activity"] in lucky)


def _costs(cell: dict[str, Any]) -> None:
    accepted, full = cell["qty_accepted"], cell["direct"] + cell["overhead_alloc"]
    cell["full_cost"] = full
    cell["unit_cost_direct"] = _half_up(Fraction(cell["direct"], accepted)) if accepted else None
    cell["unit_cost_full"] = _half_up(Fraction(full, accepted)) if accepted else None


def _half_up(exact: Fraction) -> int:
    """Away from zero at one half."""
    sign = -1 if exact < 0 else 1
    return sign * floor(abs(exact) + Fraction(1, 2))


def _ratio(above: int, below: int) -> str:
    if not below:
        return ""
    exact = Fraction(above, below)
    scaled = Decimal(floor(abs(exact) * 10_000))
    rest = abs(exact) * 10_000 - int(scaled)
    if rest != Fraction(1, 2):
        scaled += rest > Fraction(1, 2)
    else:
        scaled = ((scaled + Decimal("0.5")) / 2).quantize(Decimal(1), ROUND_HALF_EVEN) * 2
    text = f"{int(scaled) // 10_000}.{int(scaled) % 10_000:04d}"
    return f"-{text}" if exact < 0 and int(scaled) else text
