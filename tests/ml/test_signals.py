"""What readers do, besides giving stars, speaks for or against books."""

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from ml.config import SignalConfig, SplitConfig
from ml.data.histories import histories_of
from ml.data.interactions import Interactions
from ml.data.loading import load_interactions
from ml.data.splitting import split_by_time
from ml.database import open_engine
from ml.ranking import mask_known
from tests.ml.libraries import START, Row, fill

WEIGHTS = SignalConfig()
# Reader 1 has rated books 1 to 5 with as many stars; four others rate the same books, so that there is a library.
ROWS: list[Row] = [(reader, book, book, START, None) for reader in range(1, 6) for book in range(1, 6)]


@pytest.fixture
def library(database_url: str) -> str:
    """Five readers, their ratings, and ten books that nobody has rated: 6 to 15."""
    fill(database_url, ROWS, extra_books=10)
    return database_url


def happen(database_url: str, *events: tuple[str, int, int]) -> Interactions:
    """What the job reads after these (table, reader, book) events, the first of which is the oldest."""
    statements = {
        "book_favourite": "INSERT INTO book_favourite (user_id, book_id, favourited_at) VALUES (:u, :b, :at)",
        "review": "INSERT INTO review (user_id, book_id, text, language, created_at) VALUES (:u, :b, '…', 'zh', :at)",
        "book_like": "INSERT INTO book_like (user_id, book_id, liked_at) VALUES (:u, :b, :at)",
        "loan": (
            "INSERT INTO loan (user_id, book_id, copy_id, state, channel, borrowed_at, borrowed_on, due_on, due_at, "
            "returned_at, closed_at, terms) "
            "VALUES (:u, :b, :b, 'returned', 'desk', :at, '2026-02-01', '2026-12-01', :at, :at, :at, '{}')"
        ),
        "shop_order": (
            "INSERT INTO shop_order (id, number, user_id, checkout_key, state, delivery, provider, goods_cents, "
            "total_cents, tax_basis_points, tax_cents, placed_at, placed_on, confirmed_at) "
            "VALUES (:u * 100 + :b, :u * 100 + :b, :u, :u * 100 + :b, 'packing', 'pickup', 'pay_at_desk', 200, 200, "
            "900, 0, :at, '2026-02-01', :at)"
        ),
        "sku": "INSERT INTO sku (id, book_id, price_cents) VALUES (:u * 100 + :b, :b, 100)",
        "order_line": (
            "INSERT INTO order_line (order_id, sku_id, book_id, kind, title, quantity, list_cents, unit_cents, "
            "total_cents) VALUES (:u * 100 + :b, :u * 100 + :b, :b, 'new', '', 2, 100, 100, 200)"
        ),
        "dismissal": "INSERT INTO dismissal (user_id, book_id, dismissed_at) VALUES (:u, :b, :at)",
        "taste_exclusion": "INSERT INTO taste_exclusion (user_id, book_id, excluded_at) VALUES (:u, :b, :at)",
        "book_view": (
            "INSERT INTO book_view (user_id, book_id, view_count, first_viewed_at, viewed_at) "
            "VALUES (:u, :b, 1, :at, :at)"
        ),
    }
    writer = create_engine(database_url)
    with writer.begin() as connection:
        for day, (table, reader, book) in enumerate(events, start=1):
            values = {"u": reader, "b": book, "at": f"2026-02-{day:02d} 12:00:00"}
            connection.execute(text(statements[table]), values)
    writer.dispose()
    engine = open_engine(database_url)
    interactions = load_interactions(engine, WEIGHTS)
    engine.dispose()
    return interactions


def weight(interactions: Interactions, reader: int, book: int) -> float:
    """What the pair's one row says; NaN where there is none."""
    mine = (interactions.readers.ids[interactions.reader] == reader) & (
        interactions.books.ids[interactions.book] == book
    )
    assert mine.sum() <= 1
    return float(interactions.weight[mine][0]) if mine.any() else float("nan")


def offered(interactions: Interactions, reader: int) -> set[int]:
    """Books that could be recommended to the reader."""
    one = histories_of(interactions).pick(interactions.readers.indices(np.array([reader])))
    scores = mask_known(np.zeros((1, len(interactions.books)), dtype=np.float32), one)
    return set(interactions.books.ids[np.isfinite(scores[0])].tolist())


def test_few_stars_speak_against_a_book_and_many_for_it(library: str) -> None:
    interactions = happen(library)
    given = [weight(interactions, 1, stars) for stars in range(1, 6)]
    assert given == list(WEIGHTS.star_weights)
    assert given[0] < given[1] < 0 < given[2] < given[3]


def test_half_a_star_says_what_lies_between_its_neighbours(library: str) -> None:
    writer = create_engine(library)
    with writer.begin() as connection:
        connection.execute(text("UPDATE rating SET stars = stars + 0.5 WHERE user_id = 1 AND stars < 5"))
    writer.dispose()
    interactions = happen(library)
    assert interactions.stars[:5].tolist() == [1.5, 2.5, 3.5, 4.5, 5]
    assert [weight(interactions, 1, book) for book in range(1, 6)] == [-0.75, 0, 0.75, 1, 1]
    # Two and a half stars are no dislike, and no reason for another book either.
    assert [weight(interactions, 2, book) for book in range(1, 6)] == list(WEIGHTS.star_weights)


def test_a_favourite_and_a_review_speak_for_a_book_and_take_it_off_the_lists(library: str) -> None:
    interactions = happen(library, ("book_favourite", 1, 6), ("review", 1, 7), ("book_view", 1, 6), ("review", 2, 8))
    assert (weight(interactions, 1, 6), weight(interactions, 1, 7)) == (WEIGHTS.favourite, WEIGHTS.review)
    assert not {6, 7} & offered(interactions, 1)
    assert WEIGHTS.review < WEIGHTS.like, "whatever was written"
    writer = create_engine(library)
    with writer.begin() as connection:
        connection.execute(text("UPDATE review SET removed_at = created_at WHERE user_id = 1"))
        connection.execute(
            text(
                "INSERT INTO user (id, name, display_name, personalised, created_at) "
                "VALUES (9, 'nine', 'nine', 0, '2026-01-01 00:00:00')"
            )
        )
    writer.dispose()
    bought = [(table, 9, 8) for table in ("sku", "shop_order", "order_line")]
    interactions = happen(library, ("book_favourite", 9, 6), ("review", 9, 7), *bought)
    assert np.isnan(weight(interactions, 1, 7)), "taken back"
    assert 9 not in interactions.readers.ids, "a reader who opted out teaches nothing, whatever he did"


def test_a_like_speaks_for_a_book_and_takes_it_off_the_lists(library: str) -> None:
    interactions = happen(library, ("book_like", 1, 6))
    assert weight(interactions, 1, 6) == WEIGHTS.like
    assert 6 not in offered(interactions, 1)
    assert 6 in offered(interactions, 2)


def test_a_dismissal_speaks_against_a_book_and_takes_it_off_the_lists(library: str) -> None:
    interactions = happen(library, ("dismissal", 1, 6))
    assert weight(interactions, 1, 6) == WEIGHTS.dismissal < 0
    assert 6 not in offered(interactions, 1)


def test_a_look_at_a_page_says_little_and_the_book_may_still_be_recommended(library: str) -> None:
    interactions = happen(library, ("book_view", 1, 6))
    assert 0 < weight(interactions, 1, 6) < WEIGHTS.loan
    assert 6 in offered(interactions, 1)


def test_a_loan_speaks_for_a_book_and_takes_it_off_the_lists_but_for_mistakes_of_the_desk(library: str) -> None:
    writer = create_engine(library)
    with writer.begin() as connection:
        connection.execute(text("INSERT INTO location (id, code, name_zh, name_en) VALUES (1, 'hall', '大厅', 'Hall')"))
        for book in range(5, 9):
            values = {"id": book, "barcode": f"B{book}"}
            connection.execute(
                text("INSERT INTO copy (id, book_id, barcode, location_id) VALUES (:id, :id, :barcode, 1)"), values
            )
    writer.dispose()
    happen(library, ("loan", 1, 6), ("loan", 1, 7), ("loan", 1, 5))
    writer = create_engine(library)
    with writer.begin() as connection:
        connection.execute(text("UPDATE loan SET state = 'voided' WHERE book_id = 7"))
        connection.execute(text("UPDATE loan SET user_id = NULL WHERE book_id = 5"))
    writer.dispose()
    interactions = happen(library, ("review", 1, 6), ("loan", 1, 8), ("book_like", 1, 8), ("loan", 1, 6))
    assert weight(interactions, 1, 6) == pytest.approx(WEIGHTS.loan), "whatever was written, and once for two loans"
    assert weight(interactions, 1, 8) == WEIGHTS.like
    assert np.isnan(weight(interactions, 1, 7))
    assert weight(interactions, 1, 5) == WEIGHTS.star_weights[4], "nobody knows any more that it was borrowed"
    assert not {6, 8} & offered(interactions, 1)
    assert 7 in offered(interactions, 1)


def test_stars_outweigh_whatever_else_was_done_with_the_book(library: str) -> None:
    interactions = happen(library, ("book_like", 1, 1), ("dismissal", 1, 5), ("book_view", 1, 4))
    assert weight(interactions, 1, 1) == WEIGHTS.star_weights[0]
    assert weight(interactions, 1, 5) == WEIGHTS.star_weights[4]
    assert weight(interactions, 1, 4) == WEIGHTS.star_weights[3]


def test_a_dismissed_book_that_was_looked_at_stays_dismissed(library: str) -> None:
    interactions = happen(library, ("book_view", 1, 6), ("dismissal", 1, 6))
    assert weight(interactions, 1, 6) == WEIGHTS.dismissal
    assert 6 not in offered(interactions, 1)


def test_an_excluded_book_says_nothing_and_is_still_not_recommended(library: str) -> None:
    interactions = happen(library, ("taste_exclusion", 1, 5), ("book_like", 1, 6), ("taste_exclusion", 1, 6))
    assert weight(interactions, 1, 5) == weight(interactions, 1, 6) == 0
    assert not {5, 6} & offered(interactions, 1)


def test_somebody_who_only_liked_books_is_a_reader_too(library: str) -> None:
    writer = create_engine(library)
    with writer.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO user (id, name, display_name, created_at) "
                "VALUES (9, 'nine', 'nine', '2026-01-01 00:00:00')"
            )
        )
    writer.dispose()
    interactions = happen(library, ("book_like", 9, 6), ("book_like", 9, 7))
    assert 9 in interactions.readers.ids
    assert histories_of(interactions).with_positive_signal().all()


def test_neither_a_view_nor_a_dismissal_is_ever_held_out(library: str) -> None:
    interactions = happen(library, ("book_like", 1, 6), ("book_view", 1, 7), ("dismissal", 1, 8))
    split = split_by_time(interactions, SplitConfig(), seed=1)
    first = split.test.reader == interactions.readers.indices(np.array([1]))[0]
    assert interactions.books.ids[split.test.book[first]].tolist() == [6]


def test_what_a_reader_did_after_the_held_out_book_is_not_history_yet(library: str) -> None:
    interactions = happen(library, ("book_like", 1, 6), ("dismissal", 1, 8))
    split = split_by_time(interactions, SplitConfig(), seed=1)
    assert np.isnan(weight(split.before_test, 1, 8))
    assert weight(interactions, 1, 8) < 0


def test_weights_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="one and two stars"):
        SignalConfig(star_weights=(0.5, 0.0, 0.5, 1.0, 1.0))
    with pytest.raises(ValueError, match="dismissal"):
        SignalConfig(dismissal=0.3)


def test_what_readers_say_about_themselves_is_read_only_with_their_consent(library: str) -> None:
    writer = create_engine(library)
    with writer.begin() as connection:
        connection.execute(text("UPDATE user SET birth_year = 1987, occupation = 'education', locale = 'en'"))
        connection.execute(text("UPDATE user SET profile_consent = 1 WHERE id = 2"))
    writer.dispose()
    interactions = happen(library)
    profiles = dict(zip(interactions.readers.ids.tolist(), interactions.profile.tolist(), strict=True))
    assert profiles == {1: [2, 0, 0], 2: [2, 9, 2], 3: [2, 0, 0], 4: [2, 0, 0], 5: [2, 0, 0]}


def test_a_purchase_speaks_for_a_book_and_takes_it_off_the_lists_until_all_of_it_came_back(library: str) -> None:
    interactions = happen(
        library, *((table, reader, 5 + reader) for reader in (1, 2, 3) for table in ("sku", "shop_order", "order_line"))
    )
    assert [weight(interactions, reader, 5 + reader) for reader in (1, 2, 3)] == pytest.approx([WEIGHTS.purchase] * 3)
    assert 6 not in offered(interactions, 1)
    assert 6 in offered(interactions, 2)
    assert WEIGHTS.loan < WEIGHTS.purchase
    writer = create_engine(library)
    with writer.begin() as connection:
        # One of two pieces, all of them, and an order that was given up.
        connection.execute(text("UPDATE order_line SET returned = 1 WHERE book_id = 6"))
        connection.execute(text("UPDATE order_line SET returned = 2 WHERE book_id = 7"))
        connection.execute(text("UPDATE shop_order SET state = 'cancelled', closed_at = placed_at WHERE user_id = 3"))
    writer.dispose()
    interactions = happen(library)
    assert weight(interactions, 1, 6) == pytest.approx(WEIGHTS.purchase)
    assert np.isnan(weight(interactions, 2, 7))
    assert np.isnan(weight(interactions, 3, 8))
    assert {7, 8} <= offered(interactions, 2) & offered(interactions, 3)
