"""Every address that is nobody's own; /, /books and /books/{id} with what they show first."""

import json
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, make_response, request
from flask_limiter import RateLimitExceeded
from pydantic import ValidationError
from pyroaring import BitMap
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound as NoSuchPage

from backend.announcements.queries import announcements_for
from backend.announcements.rules import DISMISSED_COOKIE, dismissed_in
from backend.announcements.schemas import AnnouncementsOut
from backend.catalog.models import Category
from backend.catalog.queries import find_categories, search, whole_book
from backend.catalog.schemas import BookOut
from backend.core import clock
from backend.core.auth import anyone, find_caller
from backend.core.errors import NotFound
from backend.core.limits import SEARCH, limiter
from backend.core.settings import Settings
from backend.discovery.schemas import BookQuery, BookSearchOut
from backend.engagement.queries import popular_books
from backend.engagement.schemas.opinions import PopularOut
from backend.house.queries import house
from backend.pages import rules
from backend.pages.routes.built import locale, plain, shell, whose
from backend.pages.service import FirstView

ANNOUNCEMENTS = "/api/announcements"

blueprint = APIBlueprint("pages", __name__, enable_openapi=False)


@blueprint.get("/")
@anyone
def show_home_page() -> Response:
    """The front page; a reader who is signed in finds his own there, which only the app draws"""
    try:
        user = find_caller()
        told = _announcements(user)
        if user is not None:
            return _of_reader(told)
        # What the app shows a guest first is a setting of the house.
        shown = [shelf for shelf in house(current_app.config["SETTINGS"]).home_shelves if shelf not in rules.OF_READERS]
        if shown[:1] != ["popular"]:
            return _of_reader(told)
        window, books = popular_books("7d", rules.SHELF_SIZE, clock.now())
    except SQLAlchemyError:
        # The app itself says what is wrong, and goes on when the database does.
        return plain()
    return _furnished(
        FirstView(
            "home.html",
            kind="website",
            title="",
            description=_words()["heroSentence"],
            question=rules.spelled("/api/books/popular", {"size": rules.SHELF_SIZE, "window": "7d"}),
            answer=PopularOut.model_validate({"items": books, "window": window}, from_attributes=True).model_dump(
                mode="json"
            ),
            also={ANNOUNCEMENTS: told},
        )
    )


@blueprint.get("/<path:path>")
@anyone
def show_page(path: str) -> Response:
    """Any other page of the app"""
    if path.startswith("api/"):
        raise NoSuchPage
    return plain()


@blueprint.get("/books/<int:book_id>")
@anyone
def show_book_page(book_id: int) -> Response:
    """The page of a book"""
    try:
        book = BookOut.model_validate(whole_book(book_id)).model_dump(mode="json")
    except NotFound:
        return plain(404)
    except SQLAlchemyError:
        return plain()
    return _furnished(
        FirstView(
            "book.html",
            kind="book",
            title=book["title"],
            description=rules.summary(book["description"] or ", ".join(author["name"] for author in book["authors"])),
            question=rules.spelled(f"/api/books/{book_id}", {}),
            answer=book,
            picture=f"/covers/{book['cover']}-400.webp" if book["cover"] else None,
        )
    )


@blueprint.get("/books")
@anyone
def show_book_list_page() -> Response:
    """The list of books that an address asks for"""
    wanted = _wanted()
    if wanted is None:
        return plain()
    try:
        # Each such page is a search, and bounded as searches are.
        with limiter.limit(SEARCH):
            found = search.search_books(
                wanted.q, search.BookFilter(**wanted.narrowing()), wanted.sort, wanted.page, wanted.size, BitMap()
            )
        [category] = find_categories([wanted.category]) if wanted.category else [None]
    except NotFound:
        return plain(404)
    except (RateLimitExceeded, SQLAlchemyError):
        return plain()
    heading = _heading(wanted, category)
    return _furnished(
        FirstView(
            "list.html",
            kind="website",
            title=heading,
            description=rules.summary(", ".join(card.title for card in found.items[:12])),
            question=rules.spelled("/api/books", wanted.model_dump()),
            answer=BookSearchOut.model_validate(found).model_dump(mode="json"),
            narrowed=bool(wanted.q) or any(value is not None for value in wanted.narrowing().values()),
        )
    )


def _wanted() -> BookQuery | None:
    """What the list will ask for; None where it is not sure: the app leaves nonsense out in its own way, and what a
    reader has not read is his own affair."""
    said = {name: value for name, value in request.args.items() if name not in rules.LOOKS}
    if not said.get("q"):
        said.pop("q", None)
        if said.get("sort") == "popular":
            # Without words both are one order, and the list calls it this.
            said["sort"] = "relevance"
    try:
        wanted = BookQuery.model_validate({**said, "size": rules.LIST_SIZE})
    except ValidationError:
        return None
    words = wanted.q or ""
    return wanted if len(words) <= rules.LONGEST_SEARCH and words == words.strip() else None


def _announcements(user: Any) -> dict[str, Any]:
    """What the page says above everything else, so that nothing moves when the app asks for it."""
    role, user_id = (None, None) if user is None else (user.role, user.id)
    away = dismissed_in(request.cookies.get(DISMISSED_COOKIE, ""))
    settings: Settings = current_app.config["SETTINGS"]
    found = announcements_for(role, user_id, away, clock.today(settings.time_zone))
    return AnnouncementsOut.model_validate({"items": found}, from_attributes=True).model_dump(mode="json")


def _of_reader(announced: dict[str, Any]) -> Response:
    """Only he himself ever gets it: it is kept nowhere."""
    built = shell()
    if built is None:
        return plain()
    answers = {ANNOUNCEMENTS: json.dumps(announced, ensure_ascii=False)}
    page = make_response(built.answering(answers, (), (), **whose()))
    page.headers["Cache-Control"] = "private, no-store"
    page.vary.add("Cookie")
    return page


def _furnished(view: FirstView) -> Response:
    built = shell()
    if built is None:
        return plain()
    told = {**whose(), "origin": request.host_url.rstrip("/"), "address": request.base_url}
    page = make_response(built.furnished(view, _words(), **told))
    page.headers["Cache-Control"] = "no-cache"
    page.vary.add("Cookie")
    page.add_etag()
    page.make_conditional(request)
    return page


def _heading(wanted: BookQuery, category: Category | None) -> str:
    """What the list is called; empty where only the app can tell."""
    if wanted.q:
        return _words()["found"].format(q=wanted.q)
    if category is not None:
        return category.name_zh if locale() == "zh-CN" else category.name_en
    return "" if wanted.author or wanted.series else _words()["all"]


def _words() -> dict[str, str]:
    return rules.WORDS[locale()]
