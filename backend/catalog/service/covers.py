"""Pictures of covers: checked, drawn anew in two sizes, and kept as files named by what is in them."""

from hashlib import sha256
from pathlib import Path

from PIL import Image

from backend.catalog.models import Book
from backend.catalog.queries import lock_book
from backend.core import audit
from backend.core.errors import Invalid
from backend.core.pictures import PictureRefused, open_picture, write_picture

MOST_BYTES = 8_000_000
LEAST = (100, 140)
# Widths that pages ask for; twice the size of a card and of a book page on a sharp screen.
WIDTHS = (200, 400)


class CoverRefused(Invalid):
    message = "This is no picture that can be a cover: JPEG, PNG or WebP, at least 100 x 140 pixels, at most 8 MB."


def store_cover(book_id: int, picture: bytes, folder: Path) -> str:
    """Give the book this cover; returns its name. Raises BookNotFound, CoverRefused.

    The files are there before the row says so; files that no row names do no harm, because the same picture has the
    same name.
    """
    book = lock_book(book_id)
    try:
        image = open_picture(picture, MOST_BYTES, LEAST)
    except PictureRefused as refusal:
        raise CoverRefused from refusal
    name = sha256(picture).hexdigest()[:32]
    for width in WIDTHS:
        _write(image, width, folder / f"{name}-{width}.webp")
    _change(book, name)
    return name


def remove_cover(book_id: int) -> None:
    """From now on the cover is drawn. Raises BookNotFound."""
    _change(lock_book(book_id), None)


def _change(book: Book, name: str | None) -> None:
    audit.note(audit.CHANGED, "book", book.id, book.title, {"cover": book.cover}, {"cover": name})
    book.cover = name


def _write(image: Image.Image, width: int, file: Path) -> None:
    height = max(1, round(image.height * width / image.width))
    write_picture(image if image.width <= width else image.resize((width, height), Image.Resampling.LANCZOS), file)
