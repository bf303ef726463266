"""/account and its rooms: what the app will ask there first comes with the page.

Only the reader himself ever gets such a page: it is kept nowhere, neither by his browser nor on the way to it.
"""

from apiflask import APIBlueprint
from flask import Response, current_app, make_response, request
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.test import create_environ

from backend.core import clock
from backend.core.auth import anyone, find_caller
from backend.core.settings import Settings
from backend.pages import rules
from backend.pages.routes.built import locale, plain, shell, whose

blueprint = APIBlueprint("personal_pages", __name__, enable_openapi=False)


@blueprint.get("/account")
@blueprint.get("/account/<path:path>")
@anyone
def show_room(path: str = "") -> Response:
    """A room of the personal centre; a guest's app asks him to sign in"""
    room = rules.room_at(path)
    built = shell()
    if room is None or built is None or not _is_signed_in():
        return plain()
    # Before anything is asked: the answers then all tell the token that this answer's cookie goes with.
    generate_csrf()
    settings: Settings = current_app.config["SETTINGS"]
    year = clock.today(settings.time_zone).year
    questions = rules.questions_of(room, path, request.args, year)
    answers = {question: _answer(question) for question in questions.answered}
    sources = rules.sources_of(room, locale())
    page = make_response(built.answering(answers, questions.asked, sources, **whose()))
    page.headers["Cache-Control"] = "private, no-store"
    page.vary.add("Cookie")
    return page


def _is_signed_in() -> bool:
    try:
        return find_caller() is not None
    except SQLAlchemyError:
        # The app itself says what is wrong.
        return False


def _answer(question: str) -> str | None:
    """What the API answers to this reader, asked as his app would ask; None where it refuses, which it then tells the
    app."""
    headers = {"Cookie": request.headers.get("Cookie", ""), "Accept": "application/json"}
    environ = create_environ(question, request.host_url, headers=headers)
    environ["REMOTE_ADDR"] = request.environ.get("REMOTE_ADDR", "")
    with current_app.request_context(environ):
        answer = current_app.full_dispatch_request()
    return answer.get_data(as_text=True).strip() if answer.status_code == 200 else None
