"""Saved views: everybody keeps his own, offers some of them to all, and changes nobody else's."""

from typing import Any

from tests.clients import LibraryClient

VIEWS = "/api/staff/views"
UNCOVERED = {"table_name": "staff-books", "name": "没有封面的", "query": {"cover": "none", "sort": "-added_on"}}


def names(client: LibraryClient, table: str = "staff-books") -> list[tuple[str, bool]]:
    return [(view["name"], view["mine"]) for view in client.get(f"{VIEWS}?table={table}").get_json()["items"]]


def test_views_are_ones_own_until_they_are_shared(sign_in_as: Any) -> None:
    lin, auditor = sign_in_as("staff", display_name="林晚"), sign_in_as("auditor")
    saved = lin.post(VIEWS, json=UNCOVERED)
    view = saved.get_json()
    assert (saved.status_code, view["query"], view["mine"], view["saved_by"]["display_name"]) == (
        *(201, UNCOVERED["query"], True),
        "林晚",
    )
    assert (names(auditor), names(lin, "staff-copies")) == ([], [])
    path = f"{VIEWS}/{view['id']}"
    assert lin.patch(path, json={"shared": True}).get_json() == {**view, "shared": True}
    assert names(auditor) == [("没有封面的", False)]
    assert auditor.post(VIEWS, json=UNCOVERED).get_json()["code"] == "role_too_low"

    # Another one has a view of the same name; mine come first.
    admin = sign_in_as("admin")
    assert admin.post(VIEWS, json={**UNCOVERED, "name": "Z"}).status_code == 201
    assert admin.post(VIEWS, json=UNCOVERED).status_code == 201
    assert names(admin) == [("Z", True), ("没有封面的", True), ("没有封面的", False)]
    assert admin.patch(path, json={"name": "mine now"}).get_json()["code"] == "saved_view_not_found"
    assert admin.delete(path).status_code == 404
    assert lin.delete(path).status_code == 204
    assert names(admin) == [("Z", True), ("没有封面的", True)]


def test_a_name_is_one_view_and_there_are_not_too_many(sign_in_as: Any, monkeypatch: Any) -> None:
    staff = sign_in_as("staff")
    first = staff.post(VIEWS, json=UNCOVERED).get_json()
    assert staff.post(VIEWS, json={**UNCOVERED, "name": " 没有封面的 "}).get_json()["code"] == "view_name_taken"
    second = staff.post(VIEWS, json={**UNCOVERED, "name": "新书"}).get_json()
    path = f"{VIEWS}/{second['id']}"
    assert staff.patch(path, json={"name": first["name"]}).get_json()["code"] == "view_name_taken"
    assert staff.patch(path, json={"name": "新书", "query": {"q": "三体"}}).get_json()["query"] == {"q": "三体"}
    monkeypatch.setattr("backend.office.service.views.MOST_VIEWS", 2)
    assert staff.post(VIEWS, json={**UNCOVERED, "name": "third"}).get_json()["code"] == "too_many_views"
    for broken in ({"name": ""}, {"table_name": "Staff Books"}, {"query": {"q": "x" * 600}}, {"user_id": 1}):
        assert staff.post(VIEWS, json={**UNCOVERED, **broken}).status_code == 422
    assert staff.get(VIEWS).status_code == 422
