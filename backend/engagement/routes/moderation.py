"""/api/admin/reviews, /api/admin/filter-words"""

from typing import Any

from apiflask import APIBlueprint

from backend.core import clock
from backend.core.auth import caller, require_staff
from backend.core.limits import WRITES, limiter
from backend.engagement import queries, service
from backend.engagement.models import FilterWord
from backend.engagement.schemas.moderation import (
    DecisionIn,
    FilterWordIn,
    FilterWordOut,
    FilterWordsOut,
    QueuePageOut,
    QueueQuery,
    ReportedReviewOut,
)

blueprint = APIBlueprint("moderation", __name__, url_prefix="/api/admin", tag="engagement")


@blueprint.get("/reviews")
@require_staff
@blueprint.input(QueueQuery, location="query")
@blueprint.output(QueuePageOut)
def list_queue(query_data: QueueQuery) -> dict[str, Any]:
    """Reviews that wait for a decision, or were decided on"""
    page, counts = queries.reviews_to_decide(**query_data.model_dump(exclude={"q"}), words=query_data.q)
    return {"items": page.items, "page": page.page, "size": page.size, "total": page.total, "counts": counts}


@blueprint.post("/reviews/<int:review_id>/decide")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(DecisionIn)
@blueprint.output(ReportedReviewOut)
def decide_review(review_id: int, json_data: DecisionIn) -> queries.ReportedReview:
    """Show a review, hide it, or let it wait again"""
    decision = service.Decision(**json_data.model_dump())
    return service.decide_review(caller().id, review_id, decision, clock.now())


@blueprint.get("/filter-words")
@require_staff
@blueprint.output(FilterWordsOut)
def list_filter_words() -> dict[str, Any]:
    """Words for which a public review waits"""
    return {"items": queries.find_filter_words()}


@blueprint.post("/filter-words")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(FilterWordIn)
@blueprint.output(FilterWordOut, status_code=201)
@blueprint.doc(responses={409: "It is there already"})
def add_filter_word(json_data: FilterWordIn) -> FilterWord:
    """Add a word to the filter"""
    return service.add_filter_word(json_data.word, caller().id, clock.now())


@blueprint.delete("/filter-words/<int:word_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.output({}, status_code=204)
def remove_filter_word(word_id: int) -> str:
    """Take a word out of the filter"""
    service.remove_filter_word(queries.get_filter_word(word_id))
    return ""
