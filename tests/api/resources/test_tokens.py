"""Over HTTP one sees one's own tokens and takes one back; nobody makes one, and nobody sees another's."""

from __future__ import annotations

import pytest

from api.access.tokens import issue, tokens
from tests.builders import NOW
from tests.serving import Office


def own(office: Office, who: str) -> list[str]:
    with office.engine.connect() as connection:
        return [token.id for token in tokens(connection, who)]


def test_ones_own_tokens_are_listed_without_their_text(office: Office) -> None:
    _, said = issue(
        office.engine, "spender", by="root", now=NOW, label="ระบบบัญชี", units=["1032"], verbs=["commit"]
    )
    listed = office.get("spender", "/tokens")
    shown = {each["label"]: (each["units"], each["verbs"]) for each in listed.json["tokens"]}
    assert shown == {"": ([], []), "ระบบบัญชี": (["1032"], ["commit"])}
    assert said.split("_", 2)[2] not in listed.text
    assert [each["id"] for each in listed.json["tokens"]] == own(office, "spender")


def test_a_token_of_ones_own_is_taken_back_at_once(each_office: Office) -> None:
    _, said = issue(each_office.engine, "spender", by="root", now=NOW)
    headers = {"Authorization": f"Bearer {said}"}
    answer = each_office.send("DELETE", "spender", f"/tokens/{said[4:20]}")
    assert (answer.status_code, answer.json["state"]) == (200, "revoked")
    assert each_office.send("GET", "", "/districts", headers=headers).status_code == 401


@pytest.mark.parametrize("name", ("0000000000000000", "neighbour", "%00", "x" * 300))
def test_anothers_token_is_as_one_that_is_not_there(each_office: Office, name: str) -> None:
    id_ = own(each_office, "neighbour")[0] if name == "neighbour" else name
    answer = each_office.send("DELETE", "spender", f"/tokens/{id_}")
    nothing = each_office.send("DELETE", "spender", "/tokens/ffffffffffffffff")
    assert (answer.status_code, answer.data) == (404, nothing.data)
    assert each_office.get("neighbour", "/districts").status_code == 200


def test_a_token_that_only_reads_takes_back_none_but_itself(office: Office) -> None:
    (other,) = own(office, "spender")
    made, said = issue(office.engine, "spender", by="root", now=NOW, reads_only=True)
    headers = {"Authorization": f"Bearer {said}"}
    assert office.send("DELETE", "", f"/tokens/{other}", headers=headers).status_code == 403
    assert office.send("DELETE", "", f"/tokens/{made.id}", headers=headers).status_code == 200


@pytest.mark.parametrize(("units", "verbs"), ((["1032"], []), ([], ["commit"])))
def test_a_token_that_says_less_sees_and_takes_back_none_but_itself(
    each_office: Office, units: list[str], verbs: list[str]
) -> None:
    (other,) = own(each_office, "spender")
    made, said = issue(each_office.engine, "spender", by="root", now=NOW, units=units, verbs=verbs)
    headers = {"Authorization": f"Bearer {said}"}
    listed = each_office.send("GET", "", "/tokens", headers=headers)
    assert [each["id"] for each in listed.json["tokens"]] == [made.id]
    for method in ("GET", "DELETE"):
        assert each_office.send(method, "", f"/tokens/{other}", headers=headers).status_code == 404
    assert each_office.get("spender", "/districts").status_code == 200
    assert each_office.send("DELETE", "", f"/tokens/{made.id}", headers=headers).status_code == 200


def test_no_token_is_made_over_http(office: Office) -> None:
    assert office.send("POST", "spender", "/tokens", data=b"{}").status_code == 405


def test_a_token_is_taken_back_if_it_is_still_what_was_seen(each_office: Office) -> None:
    made, _ = issue(each_office.engine, "spender", by="root", now=NOW, label="old")
    path = f"/tokens/{made.id}"
    seen = each_office.get("spender", path)
    assert seen.json in each_office.read("spender", "/tokens")["tokens"]
    assert each_office.get("spender", path, **{"If-None-Match": seen.headers["ETag"]}).status_code == 304
    assert each_office.get("neighbour", path).status_code == 404
    for tag, status in (('"another"', 412), (seen.headers["ETag"], 200), (seen.headers["ETag"], 412)):
        answer = each_office.send("DELETE", "spender", path, headers={"If-Match": tag})
        assert answer.status_code == status, answer.text
