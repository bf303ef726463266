"""Deciding on many reviews at once: shown or hidden, with one reason that every reader is told."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import Select, select

from backend.accounts.models import User
from backend.catalog.queries import titles_of
from backend.core.actors import Actor
from backend.core.database import db
from backend.core.here import Here
from backend.engagement.models import Review
from backend.engagement.queries import lock_review
from backend.engagement.queries.moderation import review_ids
from backend.engagement.rules import HIDDEN, PUBLIC
from backend.engagement.service import Decision, decide_review
from backend.office.service.bulk import BulkKind, Looked, Values


class DecideParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    state: Literal["published", "hidden"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class QueueFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    queue: Literal["waiting", "decided"] = "waiting"
    q: Annotated[str, StringConstraints(max_length=100)] = ""
    held_for: Literal["words", "reports"] | None = None


def _found(filters: Values) -> Select[Any]:
    return review_ids(filters.get("queue", "waiting"), filters.get("q", ""), filters.get("held_for"))


def _look(ids: list[int], params: Values) -> list[Looked]:
    there = Review.visibility == PUBLIC, Review.removed_at.is_(None)
    rows = list(
        db.session.execute(
            select(Review, User.display_name)
            .outerjoin(User, User.id == Review.user_id)
            .where(Review.id.in_(ids), *there)
            .order_by(Review.id)
        )
    )
    titles = titles_of(sorted({review.book_id for review, _ in rows}))
    problem = "reason_missing" if params["state"] == HIDDEN and not params.get("reason") else None
    return [
        Looked(
            review.id,
            f"{name or '—'} · {titles[review.book_id]}",
            _told(review),
            {"state": params["state"], "decision_reason": params.get("reason") or None},
            problem,
        )
        for review, name in rows
    ]


def _decide(review_id: int, params: Values, by: Actor, here: Here) -> tuple[Values, Values] | None:
    before = _told(lock_review(review_id))
    reason = params.get("reason") or ""
    after = {"state": params["state"], "decision_reason": reason or None}
    decide_review(by.user_id or 0, review_id, Decision(params["state"], reason), here.at)
    return before, after


def _undo(review_id: int, before: Values, after: Values, by: Actor, here: Here) -> bool:
    if _told(lock_review(review_id)) != after:
        return False
    decide_review(by.user_id or 0, review_id, Decision(before["state"], before["decision_reason"] or "", True), here.at)
    return True


def _told(review: Review) -> Values:
    return {"state": review.state, "decision_reason": review.decision_reason}


REVIEWS_DECIDE = BulkKind(
    name="reviews.decide",
    thing="review",
    look=_look,
    do=_decide,
    undo=_undo,
    ids_of=_found,
    params=DecideParams,
    filters=QueueFilter,
    of_readers=True,
)
