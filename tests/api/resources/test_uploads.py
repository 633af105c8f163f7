"""Uploads over HTTP: handed in, looked at, committed or removed; only by their owner."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook

from api.access.tokens import issue
from api.app import create_app
from api.uploads import desk
from api.uploads.kept import COMMITTED_DAYS, WAITING_DAYS
from tests.api.uploads.served import (
    OTHER,
    RIGHT,
    csv_of,
    do,
    execute,
    hand_in,
    taken,
    traces,
)
from tests.builders import NOW, a_command
from tests.serving import Office

WRONG = OTHER.replace("60.00", "6e1")


def test_what_is_handed_in_is_found_by_its_address_and_posts_nothing(each_office: Office) -> None:
    before = traces(each_office)
    said = hand_in(each_office, csv_of(RIGHT, OTHER))
    assert (said.status_code, said.json["state"], said.json["new"], said.json["wrong"]) == (
        201,
        "right",
        2,
        [],
    )
    found = each_office.get("officer", said.headers["Location"].removeprefix("/api/v1"))
    assert (found.data, found.headers["ETag"]) == (said.data, said.headers["ETag"])
    assert traces(each_office) == (before[0] + 1, *before[1:])


def test_balances_are_told_before_and_after_and_each_document_with_its_lines(office: Office) -> None:
    at = taken(office, csv_of(RIGHT, OTHER))
    moved = {
        (row["stage"], row["unit"]): (row["before"], row["after"])
        for row in office.read("officer", at)["balances"]
    }
    assert moved == {
        ("released", "DEPT"): ("5400.00", "5300.00"),
        ("in_transit", "1032"): ("0.00", "40.00"),
        ("in_transit", "1033"): ("0.00", "60.00"),
    }
    rows = office.read("officer", f"{at}/rows")["rows"]
    assert [(row["number"], row["rows"], row["became"], row["entry"]) for row in rows] == [
        ("TR-90", [2], "new", ""),
        ("TR-91", [3], "new", ""),
    ]
    assert [line["amount"] for line in rows[1]["lines"]] == ["-60.00", "60.00"]


def test_documents_come_a_page_at_a_time(office: Office) -> None:
    at = taken(office, csv_of(RIGHT, OTHER, OTHER.replace("91", "92")))
    first = office.get("officer", f"{at}/rows?limit=2")
    assert 'rel="next"' in first.headers["Link"]
    rest = office.read("officer", f"{at}/rows?limit=2&cursor={first.json['next']}")
    assert ([row["number"] for row in rest["rows"]], rest["next"]) == (["TR-92"], None)
    assert office.get("officer", f"{at}/rows?cursor=x").json["facts"]["why"] == "not_a_cursor"


def test_all_that_is_wrong_is_told_by_sheet_and_cell(office: Office) -> None:
    said = hand_in(office, csv_of(RIGHT.replace("2025-11-10", "2568-11-10"), WRONG)).json
    assert said["state"] == "wrong"
    assert [(each["sheet"], each["cell"], each["code"], each["facts"]["why"]) for each in said["wrong"]] == [
        ("transfers", "B2", "bad_value", "buddhist_year"),
        ("transfers", "F3", "bad_value", "not_a_number"),
    ]
    assert all(each["th"] and each["en"] for each in said["wrong"])


@pytest.mark.parametrize(("language", "remark"), (("th", "ข้อผิดพลาด"), ("en", "Errors")))
def test_the_marked_copy_comes_in_the_language_asked_for(office: Office, language: str, remark: str) -> None:
    at = taken(office, csv_of(RIGHT, WRONG))
    copy = office.get("officer", f"{at}/marked", **{"Accept-Language": language})
    sheet = load_workbook(io.BytesIO(copy.data))["transfers"]
    assert sheet["G1"].value == remark
    assert (sheet["F3"].value, sheet["F3"].fill.fgColor.rgb[-6:]) == ("6e1", "F8B4B4")
    assert copy.headers["Content-Disposition"] == "attachment; filename*=UTF-8''transfers-marked.xlsx"
    tag = {"If-None-Match": copy.headers["ETag"], "Accept-Language": language}
    assert office.get("officer", f"{at}/marked", **tag).status_code == 304
    right = taken(office, csv_of(RIGHT), "up-2")
    assert office.get("officer", f"{right}/marked").status_code == 404


def test_a_commit_posts_all_of_it_once(each_office: Office) -> None:
    at = taken(each_office, csv_of(RIGHT, OTHER))
    seen, before = each_office.get("officer", at), traces(each_office)
    done = do(each_office, at, tag=seen.headers["ETag"])
    assert (done.status_code, done.json["state"], done.json["new"]) == (200, "committed", 2)
    again = do(each_office, at, tag=seen.headers["ETag"])
    assert (again.data, again.headers["Idempotency-Replayed"]) == (done.data, "true")
    assert traces(each_office)[1] == before[1] + 2
    (first, second) = each_office.read("officer", f"{at}/rows")["rows"]
    assert (first["became"], second["became"]) == ("posted", "posted")
    entry = each_office.read("officer", f"/journal/entries/{second['entry']}")
    assert entry["request"]["legs"][0]["number"] == "TR-91"
    assert each_office.get("officer", f"{at}/marked").status_code == 404


def test_what_has_changed_since_it_was_seen_is_not_committed(office: Office) -> None:
    at = taken(office, csv_of(RIGHT))
    before = traces(office)
    assert (do(office, at, tag="").status_code, do(office, at, tag='"x"').status_code) == (428, 412)
    seen = office.get("officer", at).headers["ETag"]
    taken_elsewhere = taken(office, csv_of(OTHER), "up-2")
    assert do(office, taken_elsewhere).status_code == 200
    assert do(office, at, "check").status_code == 200  # the balances before it are others now
    refused = do(office, at, tag=seen)
    assert (refused.status_code, refused.json["code"]) == (412, "changed_meanwhile")
    assert refused.headers["ETag"] == office.get("officer", at).headers["ETag"]
    assert traces(office)[1] == before[1] + 1
    assert do(office, at, tag=refused.headers["ETag"]).json["state"] == "committed"


def test_a_competing_spender_stops_all_of_a_commit(each_office: Office) -> None:
    at = taken(each_office, csv_of(RIGHT, OTHER.replace("60.00", "5360.00")))
    rival = taken(each_office, csv_of(RIGHT.replace("TR-90", "TR-99")), "up-2")
    assert do(each_office, rival).status_code == 200
    before = traces(each_office)
    refused = do(each_office, at)
    assert (refused.status_code, refused.json["code"]) == (409, "upload_wrong")
    assert traces(each_office) == before
    now = each_office.read("officer", at)
    assert (now["state"], [(each["cell"], each["code"]) for each in now["wrong"]]) == (
        "wrong",
        [("F3", "short")],
    )
    assert each_office.get("officer", f"{at}/marked").status_code == 200
    assert do(each_office, at).json["code"] == "upload_wrong"


def test_the_same_file_under_the_same_key_is_the_same_upload(each_office: Office) -> None:
    first = hand_in(each_office, csv_of(RIGHT))
    again = hand_in(each_office, csv_of(RIGHT))
    assert (again.status_code, again.data) == (201, first.data)
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    other = hand_in(each_office, csv_of(OTHER))
    assert (other.status_code, other.json["code"]) == (422, "upload_key_reused")
    assert len(each_office.read("officer", "/uploads")["uploads"]) == 1


def test_nobody_but_its_owner_finds_an_upload(office: Office) -> None:
    at = taken(office, csv_of(RIGHT))
    missing = f"/uploads/{'0' * 32}"
    for path in ("", "/rows", "/marked"):
        theirs, nobodys = office.get("head", at + path), office.get("head", missing + path)
        assert (theirs.status_code, theirs.data) == (404, nobodys.data)
    for what in ("check", "commit"):
        assert do(office, at, what, who="head").data == do(office, missing, what, who="head").data
    assert office.send("DELETE", "head", at).status_code == 404
    assert office.read("head", "/uploads") == {"uploads": []}
    assert office.get("officer", at).status_code == 200


def test_an_upload_is_removed_and_what_it_posted_stays(office: Office) -> None:
    at = taken(office, csv_of(RIGHT))
    do(office, at)
    before = traces(office)
    assert office.send("DELETE", "officer", at).status_code == 200
    assert traces(office) == (before[0] - 1, *before[1:])
    assert [office.get("officer", at).status_code, do(office, at).status_code] == [404, 404]


def test_a_key_is_asked_of_every_write(office: Office) -> None:
    at = taken(office, csv_of(RIGHT))
    before = traces(office)
    for path in ("/uploads?name=transfers.csv", f"{at}/check", f"{at}/commit"):
        said = office.send("POST", "officer", path, headers={"Content-Type": "text/csv"}, data=csv_of(OTHER))
        assert (said.status_code, said.json["code"]) == (400, "key_missing")
    assert traces(office) == before


def test_a_token_that_only_reads_hands_nothing_in(office: Office) -> None:
    token = issue(office.engine, "officer", by="root", now=NOW, reads_only=True)[1]
    reading = replace(office, tokens={"officer": token})
    at = taken(office, csv_of(RIGHT))
    assert hand_in(reading, csv_of(OTHER), "up-2").json["code"] == "reads_only"
    assert do(reading, at).json["code"] == "reads_only"
    assert reading.send("DELETE", "officer", at).json["code"] == "reads_only"
    assert reading.get("officer", at).status_code == 200


def test_what_may_not_be_known_any_more_is_checked_again_first(office: Office) -> None:
    """A report is of the units its owner saw then."""
    office.post(
        a_command("grant_role", holder="mover", roles=["district_finance"], units=["1032"]), "root", "g1"
    )
    moving = replace(office, tokens={"mover": issue(office.engine, "mover", by="root", now=NOW)[1]})
    spent = csv_of("C-9,2025-11-10,L69,1032,50.00,V1", header="number,date,line,unit,amount,vendor")
    at = taken(moving, spent, who="mover", table="commitments")
    assert moving.read("mover", at)["balances"]
    change = {"holder": "mover", "roles": ["district_finance"], "units": ["1033"]}
    office.post(a_command("grant_role", **change), "root", "g2")
    office.post(
        a_command("revoke_role", holder="mover", roles=["district_finance"], units=["1032"]), "root", "g3"
    )
    now = moving.read("mover", at)
    assert (now["state"], now["balances"], now["new"]) == ("outdated", [], 0)
    assert moving.read("mover", f"{at}/rows")["rows"] == []
    again = do(moving, at, "check", who="mover").json
    assert (again["state"], [each["code"] for each in again["wrong"]]) == ("wrong", ["not_found"])


def test_what_waits_is_bounded_and_goes_in_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.uploads.kept.WAITING_MAX", 2)
    first, second = taken(office, csv_of(RIGHT)), taken(office, csv_of(OTHER), "up-2")
    more = csv_of(RIGHT.replace("90", "93"))
    full = hand_in(office, more, "up-3")
    assert (full.status_code, full.json["code"], full.json["facts"]) == (
        409,
        "too_many_uploads",
        {"limit": "2"},
    )
    do(office, first)
    assert hand_in(office, more, "up-3").status_code == 201
    later = NOW + timedelta(days=WAITING_DAYS, seconds=1)
    assert remaining(office, later, "up-4") == {first.removeprefix("/uploads/")}
    assert remaining(office, NOW + timedelta(days=COMMITTED_DAYS, seconds=1), "up-5") == set()
    assert second != first


def remaining(office: Office, now: datetime, key: str) -> set[str]:
    """The uploads that are left of those before, once somebody hands one in at a later time."""
    token = issue(office.engine, "officer", by="root", now=now)[1]
    served = Office(
        create_app(office.engine, office.settings, lambda: now),
        office.engine,
        office.settings,
        {"officer": token},
    )
    new = taken(served, csv_of(RIGHT.replace("90", key)), key).removeprefix("/uploads/")
    found = {each["id"] for each in served.read("officer", "/uploads")["uploads"]} - {new}
    execute(office, f"DELETE FROM upload WHERE id = '{new}'")
    return found


def test_one_upload_is_read_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "TURN_SECONDS_MAX", 0.01)
    with desk.one_at_a_time():
        said = hand_in(office, csv_of(RIGHT))
    assert (said.status_code, said.json["code"], said.headers["Retry-After"]) == (503, "uploads_busy", "10")
    assert hand_in(office, csv_of(RIGHT)).status_code == 201


def test_a_key_that_no_key_can_be_is_refused(office: Office) -> None:
    said = hand_in(office, csv_of(RIGHT), "x" * 400)
    assert (said.status_code, said.json["code"]) == (422, "bad_value")


def test_an_argument_that_nobody_knows_is_refused(office: Office) -> None:
    at = taken(office, csv_of(RIGHT))
    for path in ("/uploads?x=1", f"{at}?x=1", f"{at}/rows?x=1", f"{at}/marked?x=1"):
        assert office.get("officer", path).json["facts"]["why"] == "unknown_field"
