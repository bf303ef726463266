"""/api/reviews, /api/books/{id}/reviews, /api/books/{id}/review, /api/reviews/{id}/helpful, …/report, …/edits"""

from typing import Any

from apiflask import APIBlueprint

from backend.catalog.queries import get_book
from backend.core import clock
from backend.core.auth import anyone, caller, find_caller, require_reader
from backend.core.limits import WRITES, limiter
from backend.core.paging import Page, PageQuery
from backend.engagement import queries, service
from backend.engagement.schemas.reviews import (
    BookReviewsOut,
    MyReviewOut,
    ReportedOut,
    ReportIn,
    ReviewEditsOut,
    ReviewIn,
    ReviewQuery,
    VoteOut,
    WrittenReviewPageOut,
)

blueprint = APIBlueprint("reviews", __name__, url_prefix="/api", tag="engagement")
OWN = {409: "It is my own review"}


@blueprint.get("/books/<int:book_id>/reviews")
@anyone
@blueprint.input(ReviewQuery, location="query")
@blueprint.output(BookReviewsOut)
def list_reviews(book_id: int, query_data: ReviewQuery) -> dict[str, Any]:
    """What readers wrote about a book"""
    get_book(book_id)
    reader = find_caller()
    found = queries.reviews_of_book(book_id, reader.id if reader else None, **query_data.model_dump())
    page = found.page
    figures = {"languages": found.languages, "stars": found.stars}
    return {"items": page.items, "page": page.page, "size": page.size, "total": page.total, **figures}


@blueprint.put("/books/<int:book_id>/review")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(ReviewIn)
@blueprint.output(MyReviewOut)
def write_review(book_id: int, json_data: ReviewIn) -> queries.MyReview:
    """Write or change my review of a book"""
    return service.write_review(caller().id, book_id, service.Writing(**json_data.model_dump()), clock.now())


@blueprint.delete("/books/<int:book_id>/review")
@limiter.limit(WRITES)
@require_reader
@blueprint.output({}, status_code=204)
def remove_review(book_id: int) -> str:
    """Take my review of a book back"""
    service.remove_review(caller().id, book_id, clock.now())
    return ""


@blueprint.post("/books/<int:book_id>/review/restore")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(MyReviewOut)
def restore_review(book_id: int) -> queries.MyReview:
    """Bring back the review that I took back within the hour, with its votes"""
    return service.restore_review(caller().id, book_id, clock.now())


@blueprint.get("/reviews")
@require_reader
@blueprint.input(PageQuery, location="query")
@blueprint.output(WrittenReviewPageOut)
def list_my_reviews(query_data: PageQuery) -> Page[Any]:
    """My reviews, the newest first"""
    return queries.reviews_by(caller().id, query_data.page, query_data.size)


@blueprint.get("/reviews/<int:review_id>/edits")
@require_reader
@blueprint.output(ReviewEditsOut)
def list_edits(review_id: int) -> dict[str, Any]:
    """What my review was before each change"""
    review = queries.get_review(review_id)
    if review.user_id != caller().id:
        raise queries.ReviewNotFound
    return {"items": queries.edits_of([review_id]).get(review_id, [])}


@blueprint.put("/reviews/<int:review_id>/helpful")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(VoteOut)
@blueprint.doc(responses=OWN)
def vote_helpful(review_id: int) -> service.MyVote:
    """I find a review helpful"""
    return service.vote_helpful(caller().id, review_id, clock.now())


@blueprint.delete("/reviews/<int:review_id>/helpful")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(VoteOut)
@blueprint.doc(responses=OWN)
def take_back_vote(review_id: int) -> service.MyVote:
    """Take my vote back"""
    return service.take_back_vote(caller().id, review_id)


@blueprint.put("/reviews/<int:review_id>/report")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(ReportIn)
@blueprint.output(ReportedOut)
@blueprint.doc(responses=OWN)
def report_review(review_id: int, json_data: ReportIn) -> dict[str, Any]:
    """Tell the library that a review should not be there"""
    service.report_review(caller().id, review_id, json_data.reason, json_data.comment, clock.now())
    return {"review_id": review_id, "reported": True}


@blueprint.delete("/reviews/<int:review_id>/report")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(ReportedOut)
def take_back_report(review_id: int) -> dict[str, Any]:
    """Take my report back, as long as nobody has decided on it"""
    service.take_back_report(caller().id, review_id)
    return {"review_id": review_id, "reported": False}
