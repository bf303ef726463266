"""What the browser is forbidden stands on every answer, whoever made it."""

from pathlib import Path
from typing import Any

import pytest
from flask import session

from backend.app import create_app
from backend.core.safe_headers import HEADERS
from tests.conftest import settings_for

PATHS = ["/", "/books", "/healthz", "/api/books", "/api/nowhere", "/api/account", "/favicon.svg", "/covers/none.webp"]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Behind one proxy, on a database that is not there: what fails has the headers too."""
    folder = tmp_path_factory.mktemp("portal")
    return create_app(settings_for(f"sqlite:///{folder}/none/library.db", folder, trusted_proxies=1)).test_client()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_safe_headers_once(portal: Any, path: str) -> None:
    answer = portal.get(path)
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value], (path, name)


def test_no_script_may_stand_in_a_page_and_no_site_may_frame_it() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"


def test_the_built_page_has_no_script_in_itself() -> None:
    """The policy would keep it from running, and nobody would see why."""
    page = (Path(__file__).parents[3] / "frontend" / "index.html").read_text(encoding="utf-8")
    for script in page.split("<script")[1:]:
        opening, _, rest = script.partition(">")
        assert "src=" in opening
        assert rest.startswith("</script>")
        assert " on" not in opening


def test_only_over_https_the_browser_is_told_to_come_back_by_https(portal: Any) -> None:
    assert "Strict-Transport-Security" not in portal.get("/healthz").headers
    behind = portal.get("/healthz", headers={"X-Forwarded-Proto": "https"})
    assert behind.headers["Strict-Transport-Security"].startswith("max-age=6")


def test_in_production_the_session_belongs_to_this_host_and_to_https(tmp_path: Path) -> None:
    settings = settings_for("sqlite://", tmp_path, environment="production", payment_providers=("pay_at_desk",))
    app = create_app(settings)
    with app.test_request_context(base_url="https://library.example"):
        session["something"] = 1
        answer = app.response_class()
        app.session_interface.save_session(app, session, answer)
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-shelfwise_session"
    said = set(rest.split("; ")[1:])
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= said
    assert not any(part.startswith("Domain") for part in said)
