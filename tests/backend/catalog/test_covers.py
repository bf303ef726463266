"""Pictures of covers: what is taken, what is refused, and what of a file is kept."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from backend.core.database import db
from tests.factories import make_book

FILE = {"content_type": "application/octet-stream"}


def picture(width: int = 600, height: int = 900, kind: str = "JPEG", **more: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (178, 58, 46)).save(file, kind, **more)
    return file.getvalue()


@pytest.fixture
def path(app: Any) -> str:
    with app.app_context():
        book_id = make_book("三体").id
        db.session.commit()
    return f"/api/admin/books/{book_id}/cover"


def shown(guest: FlaskClient, path: str) -> Any:
    return guest.get(path.replace("/admin", "").replace("/cover", "")).get_json()["cover"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_cover_is_served_in_two_sizes_and_its_name_never_changes(
    sign_in_as: Any, guest: FlaskClient, path: str, kind: str
) -> None:
    staff = sign_in_as("staff")
    name = staff.put(path, data=picture(kind=kind), **FILE).get_json()["cover"]
    assert shown(guest, path) == name
    for width in (200, 400):
        answer = guest.get(f"/covers/{name}-{width}.webp")
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert Image.open(io.BytesIO(answer.data)).size == (width, width * 3 // 2)
    assert staff.put(path, data=picture(kind=kind), **FILE).get_json()["cover"] == name


def test_a_removed_cover_is_drawn_again(sign_in_as: Any, guest: FlaskClient, path: str) -> None:
    staff = sign_in_as("staff")
    staff.put(path, data=picture(), **FILE)
    assert staff.delete(path).status_code == 204
    assert shown(guest, path) is None


def test_nothing_of_the_file_but_the_picture_is_kept(sign_in_as: Any, guest: FlaskClient, path: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # turned by a quarter
    name = sign_in_as("staff").put(path, data=picture(900, 600, exif=exif), **FILE).get_json()["cover"]
    kept = Image.open(io.BytesIO(guest.get(f"/covers/{name}-400.webp").data))
    assert kept.size == (400, 600)
    assert b"taken at home" not in guest.get(f"/covers/{name}-400.webp").data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        picture()[:300],
        picture(kind="GIF"),
        picture(kind="BMP"),
        picture(60, 90),
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    ],
    ids=["empty", "text", "svg", "cut off", "gif", "bmp", "too small", "broken png"],
)
def test_what_is_no_cover_is_refused_with_a_sentence(
    sign_in_as: Any, guest: FlaskClient, path: str, data: bytes
) -> None:
    answer = sign_in_as("staff").put(path, data=data, **FILE)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "cover_refused")
    assert shown(guest, path) is None


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_does(sign_in_as: Any, path: str) -> None:
    bomb = picture(8_000, 8_000, "PNG")
    assert len(bomb) < 1_000_000
    assert sign_in_as("staff").put(path, data=bomb, **FILE).status_code == 422


def test_a_file_that_is_too_large_is_413(sign_in_as: Any, path: str) -> None:
    answer = sign_in_as("staff").put(path, data=b"x" * 8_000_001, **FILE)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_a_book_that_is_not_there_gets_no_cover(sign_in_as: Any) -> None:
    answer = sign_in_as("staff").put("/api/admin/books/404/cover", data=picture(), **FILE)
    assert answer.get_json()["code"] == "book_not_found"


@pytest.mark.parametrize("name", ["..%2f..%2fsecret_key", "secret_key", "a" * 32 + "-200.webp", "x-200.webp"])
def test_only_covers_are_served_from_their_folder(guest: FlaskClient, name: str) -> None:
    answer = guest.get(f"/covers/{name}")
    # An address with a slash in it is one of the single-page app's.
    assert answer.status_code == 404 or answer.mimetype == "text/html"
