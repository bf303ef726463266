import numpy as np

from backend.core.api import App
from backend.core.database import db
from ml.data.catalogue import load_catalogue, series_of
from ml.data.interactions import Vocabulary
from ml.database import open_engine
from tests.factories import make_author, make_book, make_series


def test_the_catalogue_s_series_are_believed_and_titles_are_read_where_it_has_none(
    library: App, database_url: str
) -> None:
    ann, ben = make_author("Ann"), make_author("Ben")
    # Two volumes under names of their own; a pair that only its titles betray; and a book that stands alone.
    titles = [("Mort", ann), ("Hogfather", ann), ("平凡的世界 第一部", ben), ("平凡的世界 第二部", ben), ("Alone", ben)]
    books = [make_book(title, authors=(author,)) for title, author in titles]
    make_series({books[0]: 4.0, books[1]: 20.0})
    ids = np.array([book.id for book in books])
    db.session.commit()
    series = load_catalogue(open_engine(database_url), Vocabulary(ids)).series
    assert series[0] == series[1] >= 0
    assert series[2] == series[3] >= 0
    assert series[0] != series[2]
    assert series[4] == -1


def test_a_book_of_a_series_is_not_taken_for_a_volume_of_another_by_its_title() -> None:
    known = np.array([5, -1, -1], dtype=np.int32)
    codes = series_of(("Dune 1", "Dune 2", "Dune 3"), np.zeros(3, dtype=np.int32), known)
    assert codes.tolist() == [-1, 0, 0]
