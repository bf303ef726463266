"""The way of an import, an export and a deletion through the API."""

import io
import zipfile
from typing import Any

import pytest

from backend.accounts.service import hash_password
from backend.catalog.service import index_books
from backend.core.database import db
from tests.backend.portability.files import goodreads
from tests.factories import make_author, make_book

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FILE = "application/octet-stream"


def send(client: Any, data: bytes, site: str = "goodreads") -> Any:
    return client.post(f"/api/account/imports?site={site}&file_name=my.csv", data=data, content_type=FILE)


def dune(app: Any) -> int:
    with app.app_context():
        book = make_book("Dune", authors=(make_author("Frank Herbert"),))
        index_books([book.id])
        db.session.commit()
        return int(book.id)


def test_a_reader_brings_a_file_writes_it_and_takes_it_back(app: Any, reader: Any, sign_in_as: Any) -> None:
    book_id = dune(app)
    rows = [{"Title": "Dune", "Author": "Frank Herbert", "My Rating": "4"}, {"Title": "Unknown", "My Rating": "3"}]
    made = send(reader, goodreads(*rows))
    assert (made.status_code, made.json["state"], made.json["row_count"]) == (201, "checking", 2)
    path = f"/api/account/imports/{made.json['id']}"
    checked = reader.post(f"{path}/advance").json
    assert (checked["state"], checked["verdicts"]) == ("checked", {"missing": 1, "new": 1})
    assert reader.post(f"{path}/undo").json["code"] == "import_not_ready"
    [row] = reader.get(f"{path}/rows?verdict=new").json["items"]
    assert (row["book"]["id"], row["how"], row["compared"]) == (book_id, "title_author", {"rating": "new"})
    assert reader.put(f"{path}/rows/3", json={"book_id": None}).json["verdict"] == "skipped"
    assert reader.put(f"{path}/rows/9", json={"book_id": None}).json["code"] == "row_not_found"
    reader.post(f"{path}/confirm")
    assert reader.post(f"{path}/advance").json["outcomes"] == {"written": 1}
    assert reader.get("/api/ratings").json["items"][0]["stars"] == 4
    reader.post(f"{path}/undo")
    assert reader.post(f"{path}/advance").json["state"] == "undone"
    assert reader.get("/api/ratings").json["total"] == 0
    assert sign_in_as("reader").get(path).json["code"] == "reader_import_not_found"
    assert [one["id"] for one in reader.get("/api/account/imports").json["items"]] == [made.json["id"]]
    assert reader.delete(path).status_code == 204


@pytest.mark.parametrize(
    ("site", "data", "code"),
    [
        ("goodreads", b" \n", "file_empty"),
        ("goodreads", b"\xff\xfeT\x00", "encoding_unknown"),
        ("goodreads", b"Name\nDune\n", "columns_unknown"),
        ("goodreads", b"\xe9\xff,\xfe\n1,2\n", "encoding_unknown"),
        ("goodreads", b"a" * 200_000, "columns_unknown"),
        ("douban", "书\ufffe名\n".encode(), "columns_unknown"),
        ("shelfwise", b"Title\nDune\n", "archive_unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(reader: Any, site: str, data: bytes, code: str) -> None:
    answer = send(reader, data, site)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert reader.get("/api/account/imports").json["items"] == []


def test_what_is_left_over_is_a_file_and_the_export_an_archive(app: Any, reader: Any) -> None:
    dune(app)
    one = send(reader, goodreads({"Title": "=Unknown"})).json["id"]
    reader.post(f"/api/account/imports/{one}/advance")
    left = reader.get(f"/api/account/imports/{one}/remaining")
    assert left.headers["Content-Disposition"] == 'attachment; filename="goodreads-remaining.csv"'
    assert "'=Unknown" in left.data.decode() and "not_in_catalogue" in left.data.decode()
    export = reader.get("/api/account/export")
    assert export.headers["Content-Disposition"].endswith('.zip"')
    assert "shelfwise.json" in zipfile.ZipFile(io.BytesIO(export.data)).namelist()
    assert export.headers["Cache-Control"] == "private, no-store"


def test_everything_is_private_and_nothing_is_remembered_until_the_reader_wants_it(reader: Any) -> None:
    privacy = reader.get("/api/account/privacy").json
    assert (privacy["keep_loan_history"], privacy["personalised"]) == (False, True)
    assert set(privacy["visible"].values()) == {0}
    changed = reader.patch("/api/account/privacy", json={"keep_loan_history": True, "personalised": False}).json
    assert (changed["keep_loan_history"], changed["personalised"]) == (True, False)
    assert reader.get("/api/taste").json["personalised"] is False


def test_closing_asks_for_the_password_and_ends_every_session(app: Any, sign_in_as: Any) -> None:
    reader = sign_in_as("reader", password_hash=hash_password("a long secret"))
    elsewhere = app.test_client()
    with reader.session_transaction() as here, elsewhere.session_transaction() as there:
        there.update(here)
    refused = reader.post("/api/account/closing", json={"password": "not it"})
    assert (refused.status_code, refused.json["code"]) == (403, "password_wrong")
    assert reader.post("/api/account/closing", json={"password": "a long secret"}).status_code == 204
    for client in (reader, elsewhere):
        assert client.get("/api/account").json["reader"] is None
        assert client.get("/api/ratings").status_code == 401
