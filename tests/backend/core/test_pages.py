"""The built pages: packed for browsers that can unpack, kept for a year when their name says what is in them."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from whitenoise.compress import main as compress

from backend import app as application
from tests.conftest import settings_for

SCRIPT = "export const words = 'the same words again and again'\n" * 200


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<div id=app></div>")
    (dist / "favicon.svg").write_text("<svg/>")
    (dist / "assets" / "index-abc123.js").write_text(SCRIPT)
    compress(["--quiet", str(dist)])
    monkeypatch.setattr(application, "SPA", dist)
    return application.create_app(settings_for("sqlite://", tmp_path)).test_client()


def test_a_script_comes_packed_and_is_kept_for_good(pages: Any) -> None:
    packed = pages.get("/assets/index-abc123.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).decode() == SCRIPT
    assert "immutable" in packed.headers["Cache-Control"]
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["X-Content-Type-Options"] == "nosniff"
    brotli = pages.get("/assets/index-abc123.js", headers={"Accept-Encoding": "gzip, br"})
    assert brotli.headers["Content-Encoding"] == "br"
    assert len(brotli.data) < len(SCRIPT) / 10


def test_who_cannot_unpack_gets_the_script_as_it_is(pages: Any) -> None:
    plain = pages.get("/assets/index-abc123.js")
    assert "Content-Encoding" not in plain.headers
    assert plain.text == SCRIPT


def test_other_files_are_kept_for_an_hour_and_the_page_itself_is_asked_for_each_time(pages: Any) -> None:
    assert "max-age=3600" in pages.get("/favicon.svg").headers["Cache-Control"]
    for address in ("/", "/books/42", "/no/such/page"):
        page = pages.get(address)
        assert (page.text, page.headers["Cache-Control"]) == ("<div id=app></div>", "no-cache")


@pytest.mark.parametrize("path", ["/api/nothing", "/assets/../../secret_key", "/%2e%2e/secret_key"])
def test_what_is_outside_the_pages_is_not_served(pages: Any, path: str, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("a secret")
    assert "a secret" not in pages.get(path).text
