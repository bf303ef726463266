"""What is done at the desk, by its routes, in as few words as a test wants."""

from typing import Any

from backend.core.database import db
from tests.clients import LibraryClient
from tests.lending import make_title


def title(app: Any, copies: int = 1) -> tuple[int, list[str]]:
    with app.app_context():
        book, pieces = make_title(copies)
        db.session.commit()
        return book.id, [copy.barcode for copy in pieces]


def lend(desk: LibraryClient, reader: LibraryClient, barcode: str, **more: Any) -> Any:
    return desk.post("/api/desk/loans", json={"user_id": reader.user_id, "barcode": barcode, **more})


def bring_back(desk: LibraryClient, barcode: str, **more: Any) -> Any:
    return desk.post("/api/desk/returns", json={"barcode": barcode, **more}).get_json()


def choice(reader: LibraryClient, book_id: int) -> tuple[str, list[str]]:
    found = reader.get(f"/api/books/{book_id}/lending").get_json()
    return found["choice"], [reason["code"] for reason in found["reasons"]]


def codes(answer: Any) -> set[str]:
    return {reason["code"] for reason in answer.get_json()["reasons"]}
