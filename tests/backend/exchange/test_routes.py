"""The staff sends files and gets them; whatever is wrong with a file is answered in the one shape."""

from typing import Any

import pytest
from sqlalchemy import func, select

from backend.catalog.models import Book
from backend.core.database import db
from backend.exchange.models import ImportRun
from backend.exchange.routes import MOST_BYTES
from tests.backend.exchange.files import FORMATS, table
from tests.clients import LibraryClient
from tests.factories import make_book

IMPORTS = "/api/admin/imports"
FILE = "application/octet-stream"


@pytest.fixture
def staff(sign_in_as: Any) -> LibraryClient:
    client: LibraryClient = sign_in_as("staff", display_name="Lin")
    return client


def number_of(app: Any, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_is_tried_imported_looked_at_and_undone(app: Any, staff: LibraryClient) -> None:
    data = table({"title": "三体"}, {"publisher": "X"})
    tried = staff.post(f"{IMPORTS}?dry_run=true", data=data, content_type=FILE)
    assert tried.status_code == 200
    assert (tried.get_json()["state"], number_of(app, Book)) == ("tried", 0)
    made = staff.post(f"{IMPORTS}?file_name=books.csv", data=data, content_type=FILE).get_json()
    assert (made["state"], made["user"], made["file_name"], made["added"]) == ("done", "Lin", "books.csv", 1)
    assert made["rows"][1]["reasons"] == [{"field": "title", "code": "title_missing", "value": ""}]
    assert staff.get(f"{IMPORTS}/{made['id']}").get_json() == made
    [listed] = staff.get(IMPORTS).get_json()["items"]
    assert listed == {name: value for name, value in made.items() if not name.endswith("rows")}
    undone = staff.post(f"{IMPORTS}/{made['id']}/undo").get_json()
    assert (undone["state"], undone["undo_rows"][0]["done"]) == ("undone", "deleted")
    again = staff.post(f"{IMPORTS}/{made['id']}/undo")
    assert (again.status_code, again.get_json()["code"]) == (409, "import_undone")
    assert staff.get(f"{IMPORTS}/404").get_json()["code"] == "import_not_found"


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_is_downloaded_can_be_sent_back(app: Any, staff: LibraryClient, format_name: str) -> None:
    with app.app_context():
        make_book('三体; "完整版"')
        db.session.commit()
    answer = staff.get(f"/api/admin/exports?format={format_name}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    sent = staff.post(f"{IMPORTS}?format={format_name}", data=answer.data, content_type=FILE).get_json()
    assert (sent["same"], sent["added"], sent["changed"], sent["refused"]) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("query", "data", "code"),
    [
        ("", b"", "file_empty"),
        ("", b"titel\nDune", "columns_unknown"),
        ("", "title\n三体".encode("utf-16"), "encoding_unknown"),
        ("format=marcxml", b"<x", "no_such_xml"),
        ("format=pdf", b"title\nDune", "invalid"),
        ("surprise=1", b"title\nDune", "invalid"),
    ],
)
def test_a_file_that_cannot_be_read_is_422_and_leaves_no_trace(
    app: Any, staff: LibraryClient, query: str, data: bytes, code: str
) -> None:
    answer = staff.post(f"{IMPORTS}?{query}", data=data, content_type=FILE)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert (number_of(app, ImportRun), number_of(app, Book)) == (0, 0)


def test_a_file_over_the_limit_is_413(app: Any, staff: LibraryClient) -> None:
    answer = staff.post(IMPORTS, data=b"title\n" + b"x" * MOST_BYTES, content_type=FILE)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_a_file_of_several_megabytes_is_taken_here_and_nowhere_else(staff: LibraryClient) -> None:
    large = b"title\nDune\n" + b"\n" * 2**21
    assert staff.post(IMPORTS, data=large, content_type=FILE).get_json()["added"] == 1
    assert staff.patch("/api/account", data=large, content_type="application/json").status_code == 413
    assert staff.patch("/api/account", data=b"{}", content_type=FILE).status_code == 415


@pytest.mark.parametrize("media", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_other_media_are_415(staff: LibraryClient, media: str) -> None:
    answer = staff.post(IMPORTS, data=b"title\nDune", content_type=media)
    assert (answer.status_code, answer.get_json()["code"]) == (415, "wrong_media_type")


def test_a_file_without_the_csrf_token_is_403_and_changes_nothing(app: Any, staff: LibraryClient) -> None:
    staff.sends_token = False
    answer = staff.post(IMPORTS, data=b"title\nDune", content_type=FILE)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf_failed")
    assert number_of(app, Book) == 0
