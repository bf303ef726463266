"""The way of an import, an export and a deletion through the API."""

import io
import zipfile
from typing import Any

import pytest
from PIL import Image

from backend.accounts.service import hash_password
from backend.catalog.service import index_books
from backend.core.database import db
from tests.backend.catalog.test_covers import picture
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


def test_the_own_picture_comes_back_with_the_export_and_goes_with_the_undo(
    app: Any, reader: Any, sign_in_as: Any
) -> None:
    other = sign_in_as("reader")

    def face(client: Any) -> Any:
        name = client.get("/api/account").json["reader"]["avatar"]
        return name and Image.open(io.BytesIO(client.get(f"/avatars/{name}-192.webp").data)).getpixel((20, 90))

    def step(client: Any, path: str, act: str) -> Any:
        client.post(f"{path}/{act}")
        return client.post(f"{path}/advance").json

    half_red = Image.new("RGB", (600, 400), (20, 40, 200))
    half_red.paste((200, 30, 20), (0, 0, 300, 400))
    file = io.BytesIO()
    half_red.save(file, "PNG")
    reader.put("/api/account/avatar", data=file.getvalue(), content_type=FILE)
    mine, export = face(reader), reader.get("/api/account/export").data

    def bring(client: Any, data: bytes, prefer: str) -> tuple[str, str]:
        one = send(client, data, "shelfwise").json
        path = f"/api/account/imports/{one['id']}"
        client.post(f"{path}/advance")
        client.patch(path, json={"prefer": prefer})
        step(client, path, "confirm")
        return path, one["picture"]

    # In an account without one it comes back whatever counts, and the undo takes it away.
    path, said = bring(other, export, "here")
    assert said == "given"
    assert near(face(other), mine)
    assert len(list(app.config["SETTINGS"].avatars_folder.iterdir())) == 4
    assert step(other, path, "undo")["state"] == "undone"
    assert face(other) is None

    # One's own stays, unless the file counts; then the undo puts it back.
    other.put("/api/account/avatar", data=picture(300, 300), content_type=FILE)
    own = face(other)
    bring(other, export, "here")
    assert face(other) == own
    path, _ = bring(other, export, "file")
    assert near(face(other), mine)
    step(other, path, "undo")
    assert near(face(other), own)

    # One chosen since is nobody's to take away.
    path, _ = bring(other, export, "file")
    other.put("/api/account/avatar", data=picture(300, 300), content_type=FILE)
    step(other, path, "undo")
    assert face(other) == own


@pytest.mark.parametrize(
    "forged", [b"", b"<svg/>", picture(20, 20), picture(8_000, 8_000, "PNG"), b"\x00" * 4_000_001], ids=len
)
def test_a_picture_that_no_upload_would_take_is_not_brought_and_the_rest_is(reader: Any, forged: bytes) -> None:
    export = io.BytesIO(reader.get("/api/account/export").data)
    with zipfile.ZipFile(export, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("avatar.webp", forged)
    one = send(reader, export.getvalue(), "shelfwise")
    assert (one.status_code, one.json["picture"]) == (201, "refused")
    path = f"/api/account/imports/{one.json['id']}"
    for act in ("advance", "confirm", "advance"):
        state = reader.post(f"{path}/{act}").json["state"]
    assert state == "done"
    assert reader.get("/api/account").json["reader"]["avatar"] is None


def near(one: Any, other: Any) -> bool:
    """The same colour but for what WebP loses."""
    return all(abs(here - there) < 12 for here, there in zip(one, other, strict=True))
