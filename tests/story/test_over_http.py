"""Six districts over real HTTP, from appropriation to a signed reconciliation and its workbook."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from ledger.seal import leaf_hash, parse_checkpoint, parse_tlog_proof, verify_inclusion
from ledger.signing import load_key, verify_note
from tests.story.city import CUT_OFF, DISTRICTS, LINE, City, Person, a_city, there

RATE: Final = Decimal("85.50")
HOUSEHOLDS: Final = dict(zip(DISTRICTS, (4000, 1500, 1200, 3100, 2600, 1900), strict=True))
SPARE: Final = Decimal("10000.00")


def worth(unit: str) -> Decimal:
    return HOUSEHOLDS[unit] * RATE


def allotted(unit: str) -> Decimal:
    return worth(unit) + SPARE


@pytest.fixture
def city(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    monkeypatch.setenv("KHLANG_KEY", str(tmp_path / "khlang.key"))
    monkeypatch.setenv("KHLANG_FILES", str(tmp_path / "files"))
    with a_city(database_url, tmp_path) as opened:
        yield opened


def test_six_districts_from_appropriation_to_a_signed_reconciliation_and_its_workbook(
    city: City, tmp_path: Path
) -> None:
    the_budget_is_given_and_handed_down(city)
    each_district_confirms_spends_and_delivers(city)
    what_must_not_happen_does_not(city)
    a_lost_answer_is_asked_for_again(city)
    two_spend_the_same_money(city)
    what_needs_two_persons_gets_two(city)
    remains = what_remains_is_what_it_must_be(city)
    nobody_sees_another_district(city)
    run = the_period_is_reconciled_and_signed(city)
    the_auditor_takes_it_away(city, run, remains, tmp_path)


def the_budget_is_given_and_handed_down(city: City) -> None:
    officer = city.of("officer")
    given = {"line": LINE, "effective_on": "2025-10-01"}
    officer.does("/appropriations", number="AP-1", amount="8000000.00", authority="ข้อบัญญัติ 2569", **given)
    officer.does("/appropriations/releases", number="RL-1", instalment=1, amount="7000000.00", **given)
    order: dict[str, Any] = {
        "order_no": "คส 1/2569",
        "effective_on": "2025-10-15",
        "legs": [leg(u) for u in DISTRICTS],
    }
    seen = officer.post("/transfers?dry_run=true", **order)
    assert (seen.status, seen.json["dry_run"]) == (200, True)
    assert officer.read("/transfers")["transfers"] == []
    officer.does("/transfers", **order)
    transit = {row["unit"]: row["in_transit"] for row in officer.read("/allocations")["allocations"]}
    assert {unit: transit[unit] for unit in DISTRICTS} == {unit: str(allotted(unit)) for unit in DISTRICTS}


def leg(unit: str, number: str = "", amount: str = "") -> dict[str, str]:
    ends = {"line": LINE, "from_unit": "DEPT", "to_unit": unit}
    return {"number": number or f"TR-{unit}", "amount": amount or str(allotted(unit)), **ends}


def each_district_confirms_spends_and_delivers(city: City) -> None:
    for unit in DISTRICTS:
        spender, chief, committee = (city.of(role, unit) for role in ("spender", "chief", "committee"))
        chief.does(f"/transfers/TR-{unit}/receipts", amount=str(allotted(unit)), effective_on="2025-10-16")
        contract = {"unit": unit, "line": LINE, "activity": "HH", "vendor": "V11", "contract_no": f"จ {unit}"}
        amount = {"amount": str(worth(unit)), "quantity": HOUSEHOLDS[unit], "unit_price": str(RATE)}
        spender.does("/commitments", number=f"PO-{unit}", effective_on="2025-11-03", **contract, **amount)
        lot = {"unit": unit, "activity": "HH", "vendor": "V11", "commitment": f"PO-{unit}"}
        quantity = HOUSEHOLDS[unit]
        spender.does("/deliveries", number=f"DN-{unit}", quantity=quantity, effective_on="2026-01-20", **lot)
        decided = there("deliveries", unit, 2569, f"DN-{unit}")
        committee.does(f"/{decided}/decisions", accepted=quantity, effective_on="2026-01-28")
        spender.does("/vouchers", **voucher(unit, f"PV-{unit}", str(worth(unit)), paid=True))


def voucher(unit: str, number: str, amount: str, *, paid: bool = False) -> dict[str, Any]:
    """A voucher: of the contract for its lot (`paid`), or of what is available."""
    of = {"source": f"PO-{unit}", "delivery": f"DN-{unit}"} if paid else {}
    charge = {"line": LINE, "activity": "HH", "amount": amount, **of}
    own = {"unit": unit, "number": number, "vendor": "V11", "invoice_no": f"ใบส่งของ {number}"}
    return {**own, "effective_on": "2026-02-03", "lines": [charge]}


def what_must_not_happen_does_not(city: City) -> None:
    officer, spender, chief = city.of("officer"), city.of("spender", "1032"), city.of("chief", "1032")
    before = city.of("auditor").read("/allocations")["allocations"]
    size = len(city.of("auditor").read("/journal/entries?limit=200")["entries"])
    two = [{"order_no": "คส 2", "effective_on": "2025-11-01", "legs": [leg("1032", "TR-X1", "5.00")]}]
    two += [{"order_no": "คส 3", "effective_on": "2025-11-01", "legs": [leg("1007", "TR-X2", "9999999.00")]}]
    said = officer.send("POST", "/transfers/bulk", two, "both")
    assert (said.status, said.json["code"]) == (409, "rows_refused")
    assert said.json["rows"][0]["pointer"].startswith("/1")
    assert len(city.of("auditor").read("/journal/entries?limit=200")["entries"]) == size
    ours = voucher("1032", "PV-X", "99999.00")
    assert spender.refused("/vouchers", **ours) == (409, "short")
    assert chief.refused("/vouchers", **ours) == (403, "not_permitted")
    assert spender.refused("/vouchers", **{**ours, "unit": "1007"}) == (404, "not_found")
    assert spender.refused("/vouchers", **{**ours, "effective_on": "2569-02-03"}) == (422, "bad_value")
    for number in ("TR-1007", "TR-NONE"):
        receipt = {"amount": "1.00", "effective_on": "2026-02-03"}
        assert spender.refused(f"/transfers/{number}/receipts", **receipt) == (404, "not_found")
    assert spender.refused("/vouchers", **voucher("1032", "PV-1032", "1.00")) == (409, "number_used")
    assert Person("nobody", city.port, "khl_x").send("GET", "/allocations").status == 401
    assert city.of("auditor").refused("/vouchers", **ours)[0] == 403
    assert city.of("auditor").read("/allocations")["allocations"] == before


def a_lost_answer_is_asked_for_again(city: City) -> None:
    spender = city.of("spender", "1012")
    plain = voucher("1012", "PV-LOST", "1000.00")
    spender.lose("/vouchers", plain, "lost")
    address = there("vouchers", "1012", 2569, "PV-LOST")
    until = time.monotonic() + 20
    while spender.send("GET", f"/{address}").status != 200:
        assert time.monotonic() < until
        time.sleep(0.05)
    said = spender.send("POST", "/vouchers", plain, "lost")
    assert (said.status, said.headers["Idempotency-Replayed"]) == (201, "true")
    vouchers = spender.read("/vouchers")["vouchers"]
    assert [one["number"] for one in vouchers] == ["PV-1012", "PV-LOST"]
    other = {**plain, "number": "PV-OTHER"}
    assert spender.send("POST", "/vouchers", other, "lost").json["code"] == "key_reused"


def two_spend_the_same_money(city: City) -> None:
    people = (city.of("spender", "1007"), city.of("rival", "1007"))
    gate, answers = threading.Barrier(2), []

    def spend(person: Person) -> None:
        gate.wait()
        answers.append(person.post("/vouchers", **voucher("1007", f"PV-{person.name}", "6000.00")))

    threads = [threading.Thread(target=spend, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won, lost = sorted(answers, key=lambda said: said.status)
    assert (won.status, lost.status, lost.json["code"]) == (201, 409, "short")
    assert (lost.json["facts"]["has"], lost.json["facts"]["needs"]) == ("400000", "600000")


def what_needs_two_persons_gets_two(city: City) -> None:
    head, spender, chief = city.of("head"), city.of("spender", "1010"), city.of("chief", "1010")
    rule = {"of_verb": "commit", "from_amount": "5000.00"}
    head.does("/policies", valid_from="2026-02-01", effective_on="2026-02-01", second_person=[rule])
    order = {"unit": "1010", "line": LINE, "activity": "HH", "vendor": "V11", "contract_no": "จ 2"}
    wanted = {"number": "PO-2", "amount": "6000.00", "effective_on": "2026-02-10", **order}
    assert spender.refused("/commitments", **wanted) == (409, "over_limit")
    command = {name: value for name, value in wanted.items() if name != "effective_on"}
    asked = {"number": "PP-1", "effective_on": "2026-02-10", "command": {"verb": "commit", **command}}
    spender.does("/proposals", **asked)
    seen = chief.send("GET", "/proposals/PP-1")
    body = {"content_hash": seen.json["content_hash"], "effective_on": "2026-02-11"}
    stale = chief.post("/proposals/PP-1/approvals", headers={"If-Match": '"other"'}, **body)
    assert (stale.status, stale.json["code"]) == (412, "changed_meanwhile")
    assert spender.post("/proposals/PP-1/approvals", **body).status in {403, 409}
    tag = {"If-Match": seen.headers["ETag"]}
    said = chief.post("/proposals/PP-1/approvals", headers=tag, **body)
    assert said.status == 201, said
    assert spender.read(f"/{there('commitments', '1010', 2569, 'PO-2')}")["open"] == "6000.00"


def what_remains_is_what_it_must_be(city: City) -> dict[str, str]:
    spent = {"1012": "1000.00", "1007": "6000.00", "1010": "6000.00"}
    must = {unit: str(SPARE - Decimal(spent.get(unit, "0.00"))) for unit in DISTRICTS}
    told = {row["unit"]: row for row in city.of("officer").read("/allocations")["allocations"]}
    assert {unit: told[unit]["remaining"] for unit in DISTRICTS} == must
    for unit in DISTRICTS:
        (row,) = city.of("chief", unit).read(f"/allocations/{unit}/{LINE}")["allocations"]
        assert row == told[unit]
        (work,) = city.of("chief", unit).read(f"/allocations/{unit}")["work"]
        assert work["accepted"] == HOUSEHOLDS[unit]
    return must


LISTS: Final = (
    "districts", "budget-lines", "activities", "allocations", "balances", "balances?items=true",
    "journal/entries?limit=200", "transfers", "vouchers", "commitments", "advances", "deliveries",
    "proposals", "standing", "reconciliations",
)  # fmt: skip


def nobody_sees_another_district(city: City) -> None:
    """Not a number, not an amount, not a name of another stands in anything a district can get."""
    chief = city.of("chief", "1032")
    others = [unit for unit in DISTRICTS if unit != "1032"]
    foreign = [word.encode() for unit in others for word in (unit, f"{allotted(unit)}", f"{worth(unit)}")]
    for path in LISTS:
        for media in ("application/json", "text/csv"):
            said = chief.send("GET", f"/{path}", Accept=media)
            if said.status == 406:
                continue
            assert said.status == 200, (path, media, said)
            assert not [word for word in foreign if word in said.body], (path, media)
    for unit in others:
        for paper in (f"vouchers/{unit}/2569/PV-{unit}", f"transfers/TR-{unit}", f"allocations/{unit}"):
            assert chief.send("GET", f"/{paper}").status == 404, paper


def the_period_is_reconciled_and_signed(city: City) -> str:
    made = city.of("reconciler").job("/reconciliations", on=CUT_OFF)
    run = str(made["result"]["run"])
    found = city.of("auditor").read(f"/reconciliations/{run}/findings")["findings"]
    for one in found:
        if one["severity"] in {"CRIT", "HIGH"}:
            who = city.of("chief", one["owner"]) if one["owner"] in DISTRICTS else city.of("head")
            said = {"unit": one["owner"], "finding": one["fingerprint"], "text": "ชี้แจงแล้ว"}
            who.does(f"/reconciliations/{run}/replies", effective_on="2026-04-10", **said)
    signers = {"prepared": "reconciler", "reviewed": "reviewer", "signed": "head"}
    for step, signer in signers.items():
        city.of(signer).job(f"/reconciliations/{run}/signatures", step=step)
    (shown,) = city.of("auditor").read("/reconciliations")["runs"]
    assert (shown["number"], shown["state"]) == (run, "SIGNED")
    return run


def the_auditor_takes_it_away(city: City, run: str, remains: dict[str, str], folder: Path) -> None:
    auditor = city.of("auditor")
    workbook = download(auditor, auditor.job("/reports", kind="reconciliation", run=run))
    again = download(auditor, auditor.job("/reports", kind="reconciliation", run=run))
    assert workbook == again
    registered = [one["sha256"] for one in auditor.read("/reports")["reports"]]
    assert registered == [hashlib.sha256(workbook).hexdigest()]
    cells = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True, data_only=True)
    figures = {cell for sheet in cells for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {float(remains[unit]) for unit in DISTRICTS} <= {c for c in figures if isinstance(c, float | int)}
    bundle = zipfile.ZipFile(
        io.BytesIO(download(auditor, auditor.job("/reports", kind="audit-bundle", run=run)))
    )
    bundle.extractall(folder / "bundle")
    verifier = next((folder / "bundle").rglob("verify_khlang.py"))
    said = subprocess.run(
        [sys.executable, "-I", verifier.name], cwd=verifier.parent, capture_output=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    a_district_holds_a_receipt(city, folder)
    assert city.place.ask("verify")["ok"] is True


def download(person: Person, job: Any) -> bytes:  # noqa: ANN401 - JSON
    said = person.send("GET", job["file"]["href"].removeprefix("/api/v1"))
    assert said.status == 200, said
    assert hashlib.sha256(said.body).hexdigest() == job["file"]["sha256"]
    return said.body


def a_district_holds_a_receipt(city: City, folder: Path) -> None:
    chief = city.of("chief", "1032")
    (entry,) = chief.read("/journal/entries?kind=confirm")["entries"]
    proof = parse_tlog_proof(chief.send("GET", f"/journal/entries/{entry['id']}/proof").body.decode())
    signed = parse_checkpoint(verify_note(proof.checkpoint, [load_key(folder / "khlang.key").verifier]))
    assert verify_inclusion(leaf_hash(proof.extra), proof.index, signed.size, signed.root, proof.hashes)
