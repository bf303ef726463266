"""What stands beside the books of the demonstration library: series, staff picks, other names of authors."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from backend.catalog.models import Author, AuthorAlias, Book, BookSeries, CuratedBook, CuratedList, Series
from backend.core.database import db

FILE = Path(__file__).with_name("extras.json")


def store_extras() -> None:
    """Add them to the books that are there; a title that is not is left out."""
    extras = json.loads(FILE.read_text(encoding="utf-8"))
    books = dict(db.session.execute(select(Book.title, Book.id).order_by(Book.id.desc())).all())
    _store_series(extras["series"], books)
    _store_lists(extras["lists"], books)
    _store_aliases(extras["aliases"])


def _store_series(wanted: list[dict[str, Any]], books: dict[str, int]) -> None:
    for each in wanted:
        series = Series(name=each["name"], original_name=each["original_name"])
        db.session.add(series)
        db.session.flush()  # its volumes need the id
        volumes = [(books[title], volume) for title, volume in each["books"] if title in books]
        rows = [{"book_id": book_id, "series_id": series.id, "volume": volume} for book_id, volume in volumes]
        if rows:
            db.session.execute(insert(BookSeries), rows)


def _store_lists(wanted: list[dict[str, Any]], books: dict[str, int]) -> None:
    for position, each in enumerate(wanted):
        facts = {name: each[name] for name in ("slug", "title_zh", "title_en", "intro_zh", "intro_en")}
        picked = CuratedList(**facts, position=position, published=True)
        db.session.add(picked)
        db.session.flush()  # its books need the id
        ids = [books[title] for title in each["books"] if title in books]
        rows = [{"list_id": picked.id, "book_id": book_id, "position": place} for place, book_id in enumerate(ids)]
        if rows:
            db.session.execute(insert(CuratedBook), rows)


def _store_aliases(wanted: dict[str, list[str]]) -> None:
    for name, aliases in wanted.items():
        people = select(Author.id).where((Author.name == name) | (Author.original_name == name))
        for author_id in db.session.scalars(people).all():
            db.session.execute(insert(AuthorAlias), [{"author_id": author_id, "name": alias} for alias in aliases])
