"""An admin looks at the library as somebody of another role: as much as that role may see, and nothing is changed."""

from typing import Any

from sqlalchemy import select

from backend.accounts.models import User
from backend.core.audit import AuditEvent
from backend.core.auth import access_of
from backend.core.database import db

AS = "/api/staff/view-as"


def test_an_admin_sees_what_another_role_sees_and_it_is_written_down(app: Any, sign_in_as: Any) -> None:
    admin = sign_in_as("admin")
    assert admin.post(AS, json={"role": "reader"}).status_code == 204
    account = admin.get("/api/account").get_json()
    assert (account["reader"]["role"], account["viewing_as"]) == ("reader", "reader")
    assert admin.get("/api/staff/audit").get_json()["code"] == "role_too_low"
    # From one role to the next, without being an admin in between.
    assert admin.post(AS, json={"role": "auditor"}).status_code == 204
    assert admin.get("/api/staff/audit").status_code == 200
    assert admin.get("/api/staff/policies").get_json()["may_change"] is False
    assert admin.delete(AS).status_code == 204
    account = admin.get("/api/account").get_json()
    assert (account["reader"]["role"], account["viewing_as"]) == ("admin", None)
    assert admin.get("/api/staff/policies").get_json()["may_change"] is True
    with app.app_context():
        lines = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [(line.role, line.act, line.before, line.after) for line in lines] == [
            ("admin", "view_as_role", {"role": None}, {"role": "reader"}),
            ("admin", "view_as_role", {"role": "reader"}, {"role": "auditor"}),
            ("admin", "stop_viewing", {"role": "auditor"}, {"role": None}),
        ]


def test_nothing_is_changed_by_somebody_who_only_looks(app: Any, sign_in_as: Any) -> None:
    admin = sign_in_as("admin")
    admin.post(AS, json={"role": "staff"})
    allowed = set()
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            if rule.rule == AS or (method, rule.rule) == ("DELETE", "/api/session"):
                allowed.add((method, rule.rule))
                continue
            path = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)[1]
            answer = admin.open(path, method=method)
            assert (answer.status_code, answer.get_json()["code"]) == (403, "viewing_only"), rule
    assert len(allowed) == 3
    assert admin.delete("/api/session").status_code == 200
    assert access_of(app.view_functions["office_viewing.stop_viewing"]) == "admin"


def test_only_an_admin_looks_as_somebody_else_and_no_longer_than_he_is_one(app: Any, sign_in_as: Any) -> None:
    staff, admin = sign_in_as("staff"), sign_in_as("admin")
    assert staff.post(AS, json={"role": "reader"}).get_json()["code"] == "role_too_low"
    assert admin.post(AS, json={"role": "admin"}).status_code == 422
    admin.post(AS, json={"role": "staff"})
    with app.app_context():
        db.session.get_one(User, admin.user_id).role = "reader"
        db.session.commit()
    account = admin.get("/api/account").get_json()
    assert (account["reader"]["role"], account["viewing_as"]) == ("reader", None)
    assert admin.get("/api/staff/audit").status_code == 403
    assert admin.post("/api/lists", json={"name": "to read"}).status_code == 201
