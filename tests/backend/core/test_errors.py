"""Wrong input is answered as the API's conventions say, in one shape."""

from typing import Any

from flask.testing import FlaskClient

from backend.core.database import db
from tests.clients import LibraryClient
from tests.factories import make_book


def _put(client: Any, path: str, **kwargs: Any) -> Any:
    return client.put(path, **kwargs)


def _a_book(app: Any) -> int:
    with app.app_context():
        book = make_book()
        db.session.commit()
        return int(book.id)


def test_malformed_json_is_400(app: Any, reader: LibraryClient) -> None:
    answer = reader.put(f"/api/books/{_a_book(app)}/rating", data="{stars: 5", content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed")


def test_a_body_that_is_not_json_is_415(app: Any, reader: LibraryClient) -> None:
    answer = reader.put(f"/api/books/{_a_book(app)}/rating", data="stars=5", content_type="text/plain")
    assert (answer.status_code, answer.get_json()["code"]) == (415, "wrong_media_type")


def test_a_write_without_the_csrf_token_is_403_and_changes_nothing(app: Any, reader: LibraryClient) -> None:
    book_id = _a_book(app)
    reader.sends_token = False
    answer = reader.put(f"/api/books/{book_id}/rating", json={"stars": 5})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf_failed")
    assert reader.get(f"/api/books/{book_id}/rating").get_json()["stars"] is None


def test_wrong_types_are_422_and_name_the_field(app: Any, reader: LibraryClient) -> None:
    book_id = _a_book(app)
    for wrong in ("5", 4.3, True, None, [5]):
        answer = reader.put(f"/api/books/{book_id}/rating", json={"stars": wrong})
        assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid"), wrong
        assert list(answer.get_json()["fields"]) == ["stars"]


def test_a_rating_of_six_or_zero_is_422_with_the_bound(app: Any, reader: LibraryClient) -> None:
    book_id = _a_book(app)
    six = reader.put(f"/api/books/{book_id}/rating", json={"stars": 6}).get_json()
    assert six["fields"]["stars"][0]["code"] == "less_than_equal"
    assert six["fields"]["stars"][0]["params"] == {"le": 5}
    assert reader.put(f"/api/books/{book_id}/rating", json={"stars": 0}).status_code == 422


def test_a_field_nobody_asked_for_is_422(app: Any, reader: LibraryClient) -> None:
    answer = reader.put(f"/api/books/{_a_book(app)}/rating", json={"stars": 5, "user_id": 1})
    assert answer.status_code == 422
    assert answer.get_json()["fields"]["user_id"][0]["code"] == "extra_forbidden"


def test_page_zero_and_size_a_thousand_are_422(guest: FlaskClient) -> None:
    for query in ("page=0", "size=1000", "size=0", "page=x", "page=99999999999999999999", "unknown=1"):
        answer = guest.get(f"/api/books?{query}")
        assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid"), query


def test_a_book_that_is_not_there_is_404(guest: FlaskClient, reader: LibraryClient) -> None:
    assert guest.get("/api/books/404").get_json()["code"] == "book_not_found"
    assert reader.get("/api/books/404/rating").get_json()["code"] == "book_not_found"
    assert reader.put("/api/books/404/rating", json={"stars": 3}).status_code == 404
    assert reader.delete("/api/books/404/rating").status_code == 404


def test_an_id_that_cannot_exist_is_404_not_an_error(guest: FlaskClient) -> None:
    for book_id in ("0", "-1", "x", "99999999999999999999999"):
        answer = guest.get(f"/api/books/{book_id}")
        assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found"), book_id


def test_an_unknown_address_under_api_is_json_404(guest: FlaskClient) -> None:
    answer = guest.get("/api/nothing/here")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")


def test_a_method_that_does_not_exist_is_405(guest: FlaskClient) -> None:
    answer = guest.post("/api/categories", json={})
    assert (answer.status_code, answer.get_json()["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_body_over_a_megabyte_is_413(reader: LibraryClient) -> None:
    answer = reader.patch(
        "/api/account", data=b'{"display_name": "' + b"x" * 2**21 + b'"}', content_type="application/json"
    )
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_a_surprise_shows_a_request_id_and_no_internals(app: Any, monkeypatch: Any) -> None:
    def fail(_size: int) -> None:
        raise RuntimeError("the secret name of a table")

    monkeypatch.setattr("backend.catalog.routes.queries.new_books", fail)
    answer = app.test_client().get("/api/books/new")
    assert answer.status_code == 500
    assert answer.get_json()["code"] == "server_error"
    assert answer.get_json()["request_id"] == answer.headers["X-Request-Id"]
    assert "secret" not in answer.get_data(as_text=True)
