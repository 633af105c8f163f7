"""D4: who combined duties, by which order anybody may act, what was overridden, waived or refused."""

from __future__ import annotations

from contextlib import suppress

from ledger.errors import Refusal
from reconciliation.analytics import acts_of
from reports.sheets.duties import duties
from tests.reconciliation.builders import Book, funded, pay
from tests.reports.sheets.footing import held, row, told
from tests.reports.workbooks import pilot


def rows(book: Book) -> list[dict[str, object]]:
    table = duties(told(book, book.statement()), frozenset())
    return [row(table, record) for record in held(table)]


def test_one_person_who_makes_and_approves_is_named_with_the_document() -> None:
    book = funded()
    pay(book, "2025-12-01", "P-1", "70.00", made_by="F", approved_by="F")
    chains = [one for one in rows(book) if one.get("person") == "F"]
    assert [one["duty_detail"] for one in chains] == ["1 documents: voucher D1/2569/P-1"]
    table = duties(told(book, book.statement(), "th"), frozenset())
    thai = [str(row(table, record).get("duty_detail", "")) for record in held(table)]
    assert [text for text in thai if "P-1" in text] == ["เอกสาร 1 ฉบับ: ใบสำคัญ D1/2569/P-1"]


def test_every_kind_of_paper_somebody_acts_on_has_its_word() -> None:
    source = told(*pilot(), "th")
    acts = {act.paper.split()[0] for act in acts_of(source.facts)}
    assert {"voucher", "transfer", "delivery"} <= acts
    acts |= {"commitment", "advance", "proposal"}
    assert [kind for kind in sorted(acts) if not source.words.has(f"acted_on.{kind}")] == []


def test_delegations_stand_with_their_order_and_limit() -> None:
    book = funded()
    book.post(
        "2025-10-01", "set_policy", valid_from="2025-10-01",
        delegations=[{"role": "approver", "post": "Director", "limit": "5000.00", "from_on": "2025-10-01",
                      "order_no": "ORD-9"}],
    )  # fmt: skip
    (one,) = (one for one in rows(book) if one.get("duty_order") == "ORD-9")
    assert (one["duty"], one["person"], one["limit"]) == ("approver", "Director", 500_000)


def test_a_refused_request_is_told_with_its_code() -> None:
    book = funded("100.00")
    with suppress(Refusal):
        pay(book, "2025-12-02", "TOO-MUCH", "9999999.00", taken_over=False)
    assert "TOO-MUCH [short]" in [one.get("duty_detail") for one in rows(book)]
