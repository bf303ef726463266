"""`flask check-facts` counts anew what lists show of books."""

import os
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from backend.catalog.models import Book, Copy, SearchDocument, Sku
from backend.catalog.service import count_holdings, index_books
from backend.cli.check_facts import check_facts
from backend.core.database import db
from backend.engagement.service import rate_book
from backend.shop.models import Discount
from backend.shop.service.facts import count_stock
from tests.conftest import NOW
from tests.factories import make_book, make_copy, make_user
from tests.lending import make_hold, make_loan
from tests.selling import make_order, make_sku


def library_of_one(app: Any) -> int:
    """A book with four copies (one to be read here, one in repair), two stars of a reader and five for sale."""
    with app.app_context():
        book = make_book("沙丘")
        for more in ({}, {}, {"reference_only": True}, {"condition": "in_repair"}):
            make_copy(book, **more)
        make_order(make_user(), {make_sku(book, 6, price_cents=3900): 1}, date(2026, 11, 20), state="pending_payment")
        count_stock([book.id], date(2026, 11, 20))
        count_holdings([book.id], {})
        index_books([book.id])
        rate_book(make_user().id, book.id, 2, NOW)
        db.session.commit()
        return book.id


def run(app: Any, *options: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(check_facts, options)
    return done.exit_code, done.output


def test_what_is_kept_in_the_transaction_of_each_change_is_what_is_counted(app: Any) -> None:
    book_id = library_of_one(app)
    assert run(app) == (0, "1 books checked, 0 facts wrong.\n")
    with app.app_context():
        book = db.session.get_one(Book, book_id)
        assert (book.copies_total, book.copies_free, book.copies_reference, book.stock_free) == (2, 2, 1, 5)
        assert book.offer_cents == 3900
        assert (book.stars, book.rating_count) == ([0, 1, 0, 0, 0], 1)


def test_wrong_facts_are_named_and_only_mended_when_told_to(app: Any) -> None:
    book_id = library_of_one(app)
    wrong = {"copies_total": 3, "copies_free": 1, "stock_free": 0, "sort_title": "dune"}
    with app.app_context():
        db.session.execute(update(Book).values(**wrong, stars_5=1, rating_count=2))
        db.session.commit()
    for _ in range(2):
        status, said = run(app)
        assert status == 1
        assert f"book {book_id}: copies_total is 3, should be 2\n" in said
        assert f"book {book_id}: stars_5 is 1, should be 0\n" in said
        assert "sort_title is dune, should be sha qiu" in said
        assert said.endswith("1 books checked, 7 facts wrong.\n")
    status, said = run(app, "--mend")
    assert (status, said.splitlines()[-1]) == (0, "1 books checked, 7 facts mended.")
    assert run(app) == (0, "1 books checked, 0 facts wrong.\n")


def test_copies_that_are_lent_or_set_aside_are_not_free_and_loans_are_counted(app: Any) -> None:
    book_id = library_of_one(app)
    with app.app_context():
        book = db.session.get_one(Book, book_id)
        first, second = db.session.scalars(select(Copy).where(Copy.condition == "ok", ~Copy.reference_only))
        make_loan(make_user(), book, date(2026, 12, 1), first)
        make_hold(make_user(), book, state="allocated", alloc_copy_id=second.id)
        db.session.commit()
    status, said = run(app)
    assert status == 1
    assert f"book {book_id}: copies_free is 2, should be 0\n" in said
    assert f"book {book_id}: loans_30d is 0, should be 1\n" in said
    assert run(app, "--mend")[0] == 0
    assert run(app) == (0, "1 books checked, 0 facts wrong.\n")


def test_the_ledger_of_the_shop_says_what_is_on_hand_and_the_day_says_what_it_costs(app: Any) -> None:
    book_id = library_of_one(app)
    with app.app_context():
        db.session.execute(update(Sku).values(on_hand=9, reserved=3))
        db.session.execute(update(Book).values(stock_free=6))
        day = date(2026, 11, 20)
        sale = {"name_zh": "书节", "name_en": "Sale", "percent": 20, "starts_on": day, "ends_on": day}
        db.session.add(Discount(**sale, changed_at=NOW))
        db.session.commit()
    status, said = run(app)
    assert status == 1
    for words in ("on_hand is 9, should be 6", "reserved is 3, should be 1", "offer_cents is 3900, should be 3120"):
        assert words in said
    assert run(app, "--mend")[0] == 0
    assert run(app)[0] == 0
    with app.app_context():
        assert (db.session.get_one(Book, book_id).stock_free, db.session.scalars(select(Sku.on_hand)).one()) == (5, 6)


def test_a_book_that_the_index_has_lost_is_found_again(app: Any, guest: Any) -> None:
    library_of_one(app)
    with app.app_context():
        db.session.execute(delete(SearchDocument))
        db.session.commit()
    assert "index is as it was, should be as it is" in run(app)[1]
    assert run(app, "--mend")[0] == 0
    assert [book["title"] for book in guest.get("/api/books?q=shaqiu").json["items"]] == ["沙丘"]
    assert run(app)[0] == 0


def test_pictures_that_nobody_uses_are_named_and_deleted_when_told_to(app: Any, tmp_path: Any) -> None:
    settings, old = app.config["SETTINGS"], (NOW - timedelta(days=2)).timestamp()
    used, unused, fresh = "a" * 32, "b" * 32, "c" * 32
    with app.app_context():
        make_book("沙丘").cover = used
        make_user(avatar=used)
        db.session.commit()
    elsewhere = tmp_path / f"{unused}-200.webp"
    elsewhere.write_bytes(b"not ours")
    kept, gone = [elsewhere], []
    for folder in (settings.covers_folder, settings.avatars_folder):
        folder.mkdir(parents=True)
        (folder / f"{unused}-400.webp").symlink_to(elsewhere)
        names = (f"{used}-200.webp", f"{fresh}-200.webp", "README.txt", f"{unused}-200.jpg")
        stale = (f"{unused}-200.webp", f"{unused}-96.webp", f"{used}-200.{unused}.part")
        for name in (*names, *stale):
            (folder / name).write_bytes(b"x")
            os.utime(folder / name, (old, old))
        os.utime(folder / f"{fresh}-200.webp", (NOW.timestamp(), NOW.timestamp()))
        kept += [folder / name for name in names]
        gone += [folder / name for name in stale]
    status, said = run(app)
    assert (status, said.splitlines()[-1]) == (1, "6 files of pictures unused.")
    assert all(f"{file}: nobody uses this picture" in said for file in gone)
    assert all(file.exists() for file in kept + gone)
    status, said = run(app, "--mend")
    assert (status, said.splitlines()[-1]) == (0, "6 files of pictures deleted.")
    assert [file for file in kept if not file.exists()] + [file for file in gone if file.exists()] == []
    assert run(app)[0] == 0
