"""/api/recommendations, /api/taste, /api/onboarding, /api/admin/runs, /api/books/{id}/similar and also_liked"""

from datetime import date, tzinfo
from typing import Any

from apiflask import APIBlueprint
from flask import current_app, request

from backend.core import clock
from backend.core.auth import anyone, caller, find_caller, public, require_admin, require_reader, require_staff
from backend.core.limits import TRACES, WRITES, limiter
from backend.core.paging import Page, PageQuery
from backend.core.settings import Settings
from backend.recommendations import queries, service
from backend.recommendations.models import RecommendationRun
from backend.recommendations.queries.for_cart import similar_to_cart
from backend.recommendations.schemas.lists import ListOut, ListQuery, NeighbourQuery, NeighbourShelfOut
from backend.recommendations.schemas.runs import MeasureQuery, MeasuresOut, RunDetailOut, RunOut, RunPageOut
from backend.recommendations.schemas.taste import (
    DismissalPageOut,
    DismissedOut,
    ExcludedOut,
    OnboardingIn,
    OnboardingOut,
    OnboardingQuery,
    OpenedIn,
    ShownIn,
    TasteIn,
    TasteOut,
    TimelineOut,
)
from backend.shop.queries.carts import find_cart
from backend.shop.service.cart_tokens import COOKIE, token_in

blueprint = APIBlueprint("recommendations", __name__, url_prefix="/api", tag="recommendations")


@blueprint.get("/recommendations")
@require_reader
@blueprint.input(ListQuery, location="query")
@blueprint.output(ListOut)
def list_recommendations(query_data: ListQuery) -> queries.ReaderList:
    """My list"""
    return queries.list_for(caller(), query_data.size, query_data.skip, clock.now())


@blueprint.post("/recommendations/<int:book_id>/dismiss")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(DismissedOut)
def dismiss_book(book_id: int) -> dict[str, Any]:
    """Never recommend me this book"""
    service.dismiss_book(caller().id, book_id, clock.now())
    return {"book_id": book_id, "dismissed": True}


@blueprint.delete("/recommendations/<int:book_id>/dismiss")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(DismissedOut)
def undo_dismissal(book_id: int) -> dict[str, Any]:
    """This book may be recommended to me again"""
    service.undo_dismissal(caller().id, book_id)
    return {"book_id": book_id, "dismissed": False}


@blueprint.get("/recommendations/dismissals")
@require_reader
@blueprint.input(PageQuery, location="query")
@blueprint.output(DismissalPageOut)
def list_dismissals(query_data: PageQuery) -> Page[queries.DismissedBook]:
    """Books I do not want recommended, newest first"""
    return queries.dismissals_of(caller().id, query_data.page, query_data.size)


@blueprint.post("/recommendations/shown")
@limiter.limit(TRACES)
@require_reader
@blueprint.input(ShownIn)
@blueprint.output({}, status_code=204)
def note_shown(json_data: ShownIn) -> str:
    """I have been shown these books; nothing is kept of readers who opted out"""
    sightings = [service.Sighting(**item.model_dump()) for item in json_data.items]
    service.note_shown(caller().id, sightings, _today(), clock.now())
    return ""


@blueprint.post("/recommendations/opened")
@limiter.limit(TRACES)
@require_reader
@blueprint.input(OpenedIn)
@blueprint.output({}, status_code=204)
def note_opened(json_data: OpenedIn) -> str:
    """I have opened a book that I was shown"""
    service.note_opened(caller().id, json_data.book_id, json_data.shelf, _today(), clock.now())
    return ""


@blueprint.get("/taste")
@require_reader
@blueprint.output(TasteOut)
def show_taste() -> queries.Taste:
    """What the library believes about my taste"""
    return queries.taste_of(caller())


@blueprint.get("/taste/timeline")
@require_reader
@blueprint.output(TimelineOut)
def show_timeline() -> queries.Timeline:
    """How my taste moved, month by month"""
    return queries.timeline_of(caller(), _today(), _zone())


@blueprint.patch("/taste")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(TasteIn)
@blueprint.output(TasteOut)
def personalise(json_data: TasteIn) -> queries.Taste:
    """Switch personal recommendations on or off; off deletes what was computed for me at once"""
    return queries.taste_of(service.personalise(caller().id, json_data.personalised))


@blueprint.put("/taste/exclusions/<int:book_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(ExcludedOut)
def exclude_from_taste(book_id: int) -> dict[str, Any]:
    """This book says nothing about my taste"""
    service.exclude_from_taste(caller().id, book_id, clock.now())
    return {"book_id": book_id, "excluded": True}


@blueprint.delete("/taste/exclusions/<int:book_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(ExcludedOut)
def include_in_taste(book_id: int) -> dict[str, Any]:
    """This book counts again"""
    service.include_in_taste(caller().id, book_id)
    return {"book_id": book_id, "excluded": False}


@blueprint.get("/onboarding")
@require_reader
@blueprint.input(OnboardingQuery, location="query")
@blueprint.output(OnboardingOut)
@blueprint.doc(responses={404: "There is no such category"})
def show_onboarding(query_data: OnboardingQuery) -> queries.Onboarding:
    """What the library asks a newcomer"""
    # The framework's own reading of a query keeps the first of several values.
    wanted = ",".join(request.args.getlist("category")).split(",") if query_data.category else []
    return queries.onboarding_of(caller(), wanted)


@blueprint.put("/onboarding")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(OnboardingIn)
@blueprint.output(OnboardingOut)
def finish_onboarding(json_data: OnboardingIn) -> queries.Onboarding:
    """My answer: the categories I like"""
    return queries.onboarding_of(service.finish_onboarding(caller().id, json_data.categories, clock.now()))


@blueprint.get("/books/<int:book_id>/similar")
@public
@blueprint.input(NeighbourQuery, location="query")
@blueprint.output(NeighbourShelfOut)
def list_similar_books(book_id: int, query_data: NeighbourQuery) -> queries.Shelf:
    """Books like this one"""
    return queries.similar_books(book_id, query_data.size)


@blueprint.get("/books/<int:book_id>/also_liked")
@public
@blueprint.input(NeighbourQuery, location="query")
@blueprint.output(NeighbourShelfOut)
def list_also_liked_books(book_id: int, query_data: NeighbourQuery) -> queries.Shelf:
    """What readers who liked this book liked too"""
    return queries.also_liked_books(book_id, query_data.size)


@blueprint.get("/cart/similar")
@anyone
@blueprint.input(NeighbourQuery, location="query")
@blueprint.output(NeighbourShelfOut)
def list_books_for_cart(query_data: NeighbourQuery) -> queries.Shelf:
    """Books like those in my cart; a guest's by his cookie"""
    user = find_caller()
    token = token_in(request.cookies.get(COOKIE), current_app.config["SETTINGS"].secret_key)
    user_id = user.id if user is not None else None
    return similar_to_cart(find_cart(user_id, token).cart_id, user_id, query_data.size)


@blueprint.get("/admin/runs")
@require_staff
@blueprint.input(PageQuery, location="query")
@blueprint.output(RunPageOut)
def list_runs(query_data: PageQuery) -> Page[RecommendationRun]:
    """Runs of the training job, newest first"""
    return queries.runs_page(query_data.page, query_data.size)


@blueprint.get("/admin/runs/<int:run_id>")
@require_staff
@blueprint.output(RunDetailOut)
def show_run(run_id: int) -> dict[str, Any]:
    """One run with its log"""
    run = queries.get_run(run_id)
    columns = RunDetailOut.model_fields.keys() - {"rows_kept"}
    return {**{name: getattr(run, name) for name in columns}, "rows_kept": queries.has_rows(run_id)}


@blueprint.post("/admin/runs/<int:run_id>/rollback")
@limiter.limit(WRITES)
@require_admin
@blueprint.output(RunOut)
@blueprint.doc(responses={409: "The lists of this run are not kept"})
def roll_back(run_id: int) -> RecommendationRun:
    """Show readers the lists of this run again"""
    return service.roll_back(run_id, clock.now())


@blueprint.get("/admin/runs/measures")
@require_staff
@blueprint.input(MeasureQuery, location="query")
@blueprint.output(MeasuresOut)
def list_measures(query_data: MeasureQuery) -> dict[str, Any]:
    """What readers did with their recommendations, by day"""
    return {"items": queries.measures(query_data.days, _today())}


def _today() -> date:
    return clock.today(_zone())


def _zone() -> tzinfo:
    """Where the library stands."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.time_zone
