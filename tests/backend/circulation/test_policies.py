"""Which policy holds, and that the library is never without one."""

from itertools import product
from typing import Any

import pytest

from backend.circulation.models import Policy, ReaderGroup
from backend.circulation.queries.policies import default_policy, terms_for, terms_for_copies
from backend.circulation.rules.terms import Terms
from backend.core.database import db
from tests.factories import make_book, make_copy, make_user
from tests.lending import POLICY, make_policy

# Which of group, type and location a policy names, the most specific first: the location weighs most, then the group.
LEVELS = [
    (True, True, True),
    (True, False, True),
    (False, True, True),
    (False, False, True),
    (True, True, False),
    (True, False, False),
    (False, True, False),
    (False, False, False),
]


def test_the_most_specific_policy_holds_whichever_of_the_others_there_are(library: Any) -> None:
    children = ReaderGroup(code="children", name_zh="少儿", name_en="Children")
    db.session.add(children)
    copy = make_copy(make_book())
    db.session.flush()
    keys = (children.id, copy.item_type_id, copy.location_id)
    made: dict[int, Policy] = {}
    for number, named in enumerate(LEVELS[:-1]):
        made[number] = make_policy(*(key if is_named else None for key, is_named in zip(keys, named, strict=True)))
    scopes = {number: policy.scope for number, policy in made.items()}
    for present in product((True, False), repeat=7):
        for number, is_there in enumerate(present):
            # A scope of nobody stands in for a policy that is not there.
            made[number].scope = scopes[number] if is_there else f"absent-{number}"
        db.session.flush()
        first = next((number for number, is_there in enumerate(present) if is_there), None)
        expected = default_policy() if first is None else made[first]
        assert terms_for(*keys).policy_id == expected.id
        if present.count(True) in (0, 1, 7):
            assert terms_for_copies(children.id, [copy])[copy.id].policy_id == expected.id
    # Readers of another group are none of its business.
    for number, policy in made.items():
        policy.scope = scopes[number]
    assert terms_for(1, copy.item_type_id, copy.location_id).policy_id == made[2].id


def test_a_loan_carries_its_terms_as_they_were(library: Any) -> None:
    policy = make_policy(1, None, None, loan_days=14)
    terms = terms_for(1, 1, 1)
    kept = terms.as_json()
    policy.loan_days = 60
    db.session.flush()
    assert Terms.from_json(kept).loan_days == 14
    assert terms_for(1, 1, 1).loan_days == 60


def test_the_default_is_changed_but_never_deleted(sign_in_as: Any) -> None:
    admin = sign_in_as("admin")
    found = admin.get("/api/staff/policies").get_json()
    (default,) = found["items"]
    assert (default["scope"], found["may_change"]) == ("*:*:*", True)
    path = f"/api/staff/policies/{default['id']}"
    assert admin.put(path, json={**POLICY, "loan_days": 21}).get_json()["loan_days"] == 21
    refused = admin.delete(path)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "default_policy_stays")
    assert admin.post("/api/staff/policies", json=POLICY).get_json()["code"] == "policy_there"
    assert admin.get("/api/staff/policies").get_json()["items"][0]["loan_days"] == 21


def test_a_policy_is_for_what_there_is_and_goes_when_it_is_told_to(sign_in_as: Any) -> None:
    admin = sign_in_as("admin")
    unknown = admin.post("/api/staff/policies", json={**POLICY, "group_id": 99, "location_id": 98})
    assert unknown.status_code == 422
    assert set(unknown.get_json()["fields"]) == {"group_id", "location_id"}
    made = admin.post("/api/staff/policies", json={**POLICY, "group_id": 1, "loan_days": 7})
    assert (made.status_code, made.get_json()["scope"]) == (201, "1:*:*")
    again = admin.post("/api/staff/policies", json={**POLICY, "group_id": 1})
    assert (again.status_code, again.get_json()["code"]) == (409, "policy_there")
    assert admin.delete(f"/api/staff/policies/{made.get_json()['id']}").status_code == 204
    assert len(admin.get("/api/staff/policies").get_json()["items"]) == 1
    half = admin.post("/api/staff/policies", json={**POLICY, "group_id": 1, "hard_due_kind": "exact"})
    assert half.status_code == 422


@pytest.mark.parametrize("kind", ["reader-groups", "item-types"])
def test_groups_and_types_are_named_and_go_when_nothing_is_in_them(sign_in_as: Any, kind: str) -> None:
    admin = sign_in_as("admin")
    words = {"code": "films", "name_zh": "影像", "name_en": "Films"}
    made = admin.post(f"/api/staff/{kind}", json=words)
    assert made.status_code == 201
    path = f"/api/staff/{kind}/{made.get_json()['id']}"
    assert admin.post(f"/api/staff/{kind}", json=words).get_json()["code"] == "code_taken"
    assert admin.put(path, json={**words, "name_en": "Film"}).get_json()["name_en"] == "Film"
    assert [(one["code"], one["count"]) for one in admin.get(f"/api/staff/{kind}").get_json()["items"]][-1:] == [
        ("films", 0)
    ]
    key = "group_id" if kind == "reader-groups" else "item_type_id"
    policy = admin.post("/api/staff/policies", json={**POLICY, key: made.get_json()["id"]}).get_json()["id"]
    assert admin.delete(path).status_code == 409
    admin.delete(f"/api/staff/policies/{policy}")
    assert admin.delete(path).status_code == 204
    assert admin.delete(f"/api/staff/{kind}/1").get_json()["code"] == "first_one_stays"


def test_the_test_bench_says_the_date_the_rule_and_every_reason(app: Any, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    with app.app_context():
        reader, copy = make_user(name="xiaoming", display_name="小明"), make_copy(make_book("围城"))
        policy = make_policy(1, None, copy.location_id, loan_days=10)
        db.session.commit()
        user_id, barcode, policy_id = reader.id, copy.barcode, policy.id
    asked = {"reader": "xiaoming", "barcode": barcode}
    found = staff.get("/api/staff/policies/try", query_string=asked).get_json()
    assert (found["allowed"], found["reasons"], found["due_on"]) == (True, [], "2026-11-30")
    assert (found["due_at"], found["time_zone"]) == ("2026-11-30T15:59:59Z", "Asia/Shanghai")
    assert found["policy"]["id"] == policy_id
    assert [one["policy_id"] for one in found["asked"]][:2] == [None, policy_id]
    assert [step["code"] for step in found["steps"]] == ["loan_days"]
    # The date and the reasons follow what is set at the desk.
    staff.post("/api/staff/calendar/days", json={"first": "2026-11-30", "last": "2026-12-02"})
    staff.put(f"/api/staff/cards/{user_id}/block", json={"reason": "丢失三本书"})
    staff.patch(f"/api/staff/cards/{user_id}", json={"valid_until": "2026-11-19", "suspended_until": "2026-12-24"})
    staff.post(
        "/api/staff/fines/charges", json={"user_id": user_id, "cents": 1200, "cause": "damage", "reason": "封面"}
    )
    number = staff.get(f"/api/staff/cards/{user_id}").get_json()["card"]["number"]
    found = staff.get("/api/staff/policies/try", query_string={**asked, "reader": number.lower()}).get_json()
    assert not found["allowed"]
    assert {reason["code"] for reason in found["reasons"]} == {"card_blocked", "card_expired", "suspended", "debt"}
    assert found["due_on"] == "2026-11-20"
    # The desk refuses for the same reasons.
    refused = staff.post("/api/desk/loans", json={"user_id": user_id, "barcode": barcode})
    assert refused.status_code == 409
    assert {one["code"] for one in refused.get_json()["reasons"]} == {one["code"] for one in found["reasons"]}
    staff.patch(f"/api/staff/cards/{user_id}", json={"valid_until": None})
    later = staff.get("/api/staff/policies/try", query_string={**asked, "on": "2026-11-22"}).get_json()
    assert (later["due_on"], [step["code"] for step in later["steps"]]) == ("2026-12-03", ["loan_days", "rolled"])
    staff.delete(f"/api/staff/cards/{user_id}/block")
    staff.patch(f"/api/staff/cards/{user_id}", json={"suspended_until": None})
    staff.post("/api/staff/fines/waivers", json={"user_id": user_id, "cents": 1200, "reason": "重新装订"})
    found = staff.get("/api/staff/policies/try", query_string=asked).get_json()
    lent = staff.post("/api/desk/loans", json={"user_id": user_id, "barcode": barcode})
    assert found["allowed"]
    assert lent.get_json()["loan"]["due_on"] == found["due_on"] == "2026-12-03"
    taken = staff.get("/api/staff/policies/try", query_string=asked).get_json()
    assert {reason["code"] for reason in taken["reasons"]} == {"copy_on_loan", "title_on_loan"}
    for unknown, code in ({"reader": "nobody"}, "reader_not_found"), ({"barcode": "X1"}, "copy_not_found"):
        answer = staff.get("/api/staff/policies/try", query_string={**asked, **unknown})
        assert (answer.status_code, answer.get_json()["code"]) == (404, code)
