"""A true subset of the public data set, through the same command."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select

from backend.accounts.models import User
from backend.catalog.models import Book, BookCategory
from backend.core.api import App
from backend.core.database import db
from backend.engagement.models import Rating
from tests.backend.imports.conftest import Folder


# The slower database is enough here; `make bench` imports all of it on both.
@pytest.mark.parametrize("database_url", ["mariadb"], indirect=True)
@pytest.mark.real_data
def test_the_first_readers_of_the_public_data_set(
    database_app: App, real_data: Path, run: Callable[..., Result], facts_hold: Callable[[], bool]
) -> None:
    folder = real_data / "goodbooks"
    if not (folder / "books.csv").is_file():
        pytest.skip(f"{folder} has no books.csv")
    profiles = folder / "ratings_full_profiles.csv.gz"
    result = run(Folder(folder), "--ratings", str(profiles), "--limit-readers", "100")
    assert result.exit_code == 0, result.output
    with database_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Book)) == 10_000
        assert db.session.scalar(select(func.count()).select_from(User)) == 100
        timed = select(func.count(), func.count(Rating.sequence)).select_from(Rating)
        ratings, with_place = db.session.execute(timed).one()
        assert ratings == with_place > 2_400
        placed = db.session.scalar(select(func.count(BookCategory.book_id.distinct())))
        assert placed is not None and placed > 9_900
        assert db.session.scalar(select(Book.isbn13).where(Book.origin_id == "1")) == "9780439023481"
    assert facts_hold()
