"""Acts on many readers and reviews: looked at, done, and taken back as far as nobody has changed them since."""

from typing import Any

from backend.circulation.queries.cards import find_card
from backend.core.api import App
from backend.core.database import db
from backend.engagement.models import Review
from tests.clients import LibraryClient
from tests.factories import make_book, make_group, make_review, make_user

ACTS = "/api/staff/bulk-acts"


def _done(staff: LibraryClient, **asked: Any) -> dict[str, Any]:
    made = staff.post(ACTS, json=asked)
    assert made.status_code == 201, made.get_json()
    act = made.get_json()["id"]
    staff.post(f"{ACTS}/{act}/start")
    return _advanced(staff, act)


def _advanced(staff: LibraryClient, act: int) -> dict[str, Any]:
    while (answer := staff.post(f"{ACTS}/{act}/advance").get_json())["at_work"]:
        pass
    return dict(answer)


def _undone(staff: LibraryClient, act: int) -> dict[str, Any]:
    assert staff.post(f"{ACTS}/{act}/undo").status_code == 200
    return _advanced(staff, act)


def _people(app: App, number: int, **values: Any) -> list[int]:
    with app.app_context():
        ids = [make_user(display_name=f"Pupil {at}", **values).id for at in range(number)]
        db.session.commit()
    return ids


def _cards(app: App, ids: list[int]) -> list[tuple[int, str | None]]:
    with app.app_context():
        cards = [find_card(user_id) for user_id in ids]
        return [(card.group_id, card.block_reason) if card else (1, None) for card in cards]


def test_whoever_a_filter_finds_goes_into_another_group_and_back(app: App, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    ids = _people(app, 3)
    with app.app_context():
        group_id = make_group().id
        db.session.commit()
    act = _done(staff, kind="readers.group", filter={"q": "pupil"}, params={"group_id": group_id})
    assert act["counts"]["changed"] == 3
    assert _cards(app, ids) == [(group_id, None)] * 3
    # One was moved by hand since: the undo leaves it alone.
    staff.patch(f"/api/staff/cards/{ids[0]}", json={"group_id": 1})
    back = _undone(staff, act["id"])
    assert (back["counts"]["undone"], back["counts"]["kept"]) == (2, 1)
    assert _cards(app, ids) == [(1, None)] * 3


def test_readers_are_blocked_with_a_reason_the_staff_never_and_the_block_is_lifted(app: App, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    ids = _people(app, 2)
    params = {"reason": "Ink", "until": "2026-12-01"}
    act = _done(staff, kind="readers.block", ids=[*ids, staff.user_id], params=params)
    assert (act["counts"]["changed"], act["counts"]["failed"]) == (2, 1)
    assert _cards(app, ids) == [(1, "Ink")] * 2
    assert _done(staff, kind="readers.unblock", filter={"blocked": True}, params={})["counts"]["changed"] == 2
    assert _cards(app, ids) == [(1, None)] * 2
    again = _done(staff, kind="readers.block", ids=ids, params={"reason": "Late"})
    assert _undone(staff, again["id"])["counts"]["undone"] == 2
    assert _cards(app, ids) == [(1, None)] * 2


def test_many_reviews_are_decided_at_once_and_wait_again_after_the_undo(app: App, sign_in_as: Any) -> None:
    staff = sign_in_as("staff")
    with app.app_context():
        held = [make_review(make_user(), make_book(), "casino", state="held", held_for="words").id for _ in range(2)]
        make_review(make_user(), make_book(), state="held", held_for="reports")
        db.session.commit()

    def states() -> list[str]:
        with app.app_context():
            return [db.session.get_one(Review, review_id).state for review_id in held]

    found = staff.get("/api/admin/reviews?q=casino&held_for=words").get_json()
    assert (found["total"], found["counts"]["waiting"]) == (2, 3)
    wanted = {"kind": "reviews.decide", "filter": {"queue": "waiting", "q": "casino"}}
    unsaid = staff.post(ACTS, json={**wanted, "params": {"state": "hidden"}}).get_json()
    assert unsaid["counts"]["failed"] == 2
    act = _done(staff, **wanted, params={"state": "hidden", "reason": "Advertising"})
    assert (act["counts"]["changed"], states()) == (2, ["hidden", "hidden"])
    assert (_undone(staff, act["id"])["counts"]["undone"], states()) == (2, ["held", "held"])
