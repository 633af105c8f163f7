"""Dialogue: what was asked, answered and concluded, for each reader about their own units."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_command, a_voucher
from tests.serving import Office

RUN = "/reconciliations/RUN-1"
FINDING = "f" * 64


@pytest.fixture
def talking(each_office: Office) -> Office:
    """Two districts that were asked and answered; one explained what nobody had asked about."""
    office = each_office
    office.post(a_command("record_run"), "reconciler", "run")
    office.post(a_voucher("V1", {"amount": "5.00"}), "spender", "v")
    office.post(a_command("query", answer_by="2025-11-30"), "auditor", "q1")
    office.post(a_command("query", number="QU-2", finding="", voucher="V1"), "auditor", "q2")
    office.post(a_command("query", number="QU-3", unit="1033"), "auditor", "q3")
    office.post(a_command("reply"), "receiver", "r1")
    office.post(a_command("reply", query="", finding=FINDING, text="อธิบายไว้ก่อน"), "receiver", "r2")
    office.post(a_command("reply", query="QU-3", unit="1033", text="theirs"), "neighbour", "r3")
    office.post(a_command("give_opinion"), "auditor", "o1")
    office.post(a_command("give_opinion", query="", finding=FINDING, text="book"), "auditor", "o2")
    return office


def test_a_question_stands_with_all_that_was_said_to_it(talking: Office) -> None:
    first, second = talking.read("spender", f"{RUN}/queries")["queries"]
    assert (first["number"], first["finding"], first["answered"]) == ("QU-1", FINDING, True)
    assert first["answer_by"]["iso"] == "2025-11-30"
    assert [one["text"] for one in first["replies"]] == ["ส่งมอบแล้ว รอตรวจรับ"]
    assert [(one["opinion"], one["person"]) for one in first["opinions"]] == [("accepted", "auditor")]
    assert (second["voucher"], second["finding"], second["answered"]) == ("V1", "", False)


def test_each_reader_sees_what_was_said_in_their_units(talking: Office) -> None:
    def texts(who: str, name: str) -> list[str]:
        return [one["text"] for one in talking.read(who, f"{RUN}/{name}")[name]]

    assert texts("spender", "replies") == ["ส่งมอบแล้ว รอตรวจรับ", "อธิบายไว้ก่อน"]
    assert texts("neighbour", "replies") == ["theirs"]
    assert len(texts("auditor", "replies")) == 3
    assert texts("auditor", "opinions") == ["รับฟังได้", "book"]
    assert texts("spender", "opinions") == ["รับฟังได้"]
    assert [one["number"] for one in talking.read("neighbour", f"{RUN}/queries")["queries"]] == ["QU-3"]


@pytest.mark.parametrize("name", ("queries", "replies", "opinions"))
def test_pages_make_up_the_whole_and_one_of_another_s_is_no_cursor(talking: Office, name: str) -> None:
    whole = talking.read("auditor", f"{RUN}/{name}")[name]
    pages: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = talking.read("auditor", f"{RUN}/{name}?limit=1&cursor={cursor}")
        pages += page[name]
        cursor = page["next"]
    assert pages == whole
    theirs = talking.read("neighbour", f"{RUN}/replies")["replies"][0]["entry"]
    assert talking.get("spender", f"{RUN}/{name}?cursor={theirs}").json["code"] == "bad_value"


@pytest.mark.parametrize("name", ("queries", "replies", "opinions"))
def test_of_a_run_that_is_not_there_nothing_was_said(talking: Office, name: str) -> None:
    assert talking.get("auditor", f"/reconciliations/RUN-9/{name}").status_code == 404
    answers = [talking.get("spender", f"{RUN}/{name}?unit={unit}") for unit in ("1033", "NONE")]
    assert {(each.status_code, each.data) for each in answers} == {(404, answers[0].data)}
