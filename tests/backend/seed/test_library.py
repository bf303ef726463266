"""What `flask seed` leaves in the database."""

from dataclasses import replace
from datetime import date
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from backend.accounts.models import User
from backend.calendar.queries import open_days
from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Category
from backend.catalog.rules import rating_score
from backend.catalog.service import ensure_categories
from backend.circulation.models import CirculationEvent, FineEntry, Hold, Loan
from backend.circulation.queries.copies import taken_copies
from backend.circulation.queries.fines import accrued_of
from backend.circulation.queries.invariants import problems
from backend.circulation.service.counting import wrong_counts
from backend.cli.seed import seed
from backend.core import clock
from backend.core.api import App
from backend.core.database import db
from backend.core.here import here_at
from backend.engagement.models import BookFavourite, BookLike, Rating, Reading, Review
from backend.seed import library as seeding
from backend.seed.books import BadBookFile
from backend.shop.models import Cart, CartLine, Discount, Order, OrderLine, ShopEvent, StockEntry, Voucher, VoucherUse
from backend.shop.models.stock import ENTRY_KINDS
from backend.shop.queries.facts import wrong_offers, wrong_stock
from backend.shop.queries.invariants import problems as shop_problems
from backend.shop.rules.lives import ORDER_STATES
from tests.backend.conftest import READERS
from tests.backend.seed.conftest import TODAY, ZONE
from tests.factories import make_user

TABLES = (BookLike, Author, Book, BookAuthor, BookCategory, Category, Rating, User, BookFavourite, Reading, Review)


def _counts() -> dict[str, int]:
    return {table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


def test_the_facts_of_books_and_readers_equal_what_the_ratings_say(demonstration: App) -> None:
    stars: dict[tuple[int, float], int] = {}
    readers: dict[int, int] = {}
    for book_id, user_id, given in db.session.execute(select(Rating.book_id, Rating.user_id, Rating.stars)):
        stars[book_id, given] = stars.get((book_id, given), 0) + 1
        readers[user_id] = readers.get(user_id, 0) + 1
    for book in db.session.scalars(select(Book)):
        assert book.stars == [stars.get((book.id, value), 0) for value in range(1, 6)]
        assert book.rating_count == sum(book.stars)
        assert book.rating_score == pytest.approx(rating_score(book.stars))
    for user in db.session.scalars(select(User)):
        assert user.rating_count == readers.get(user.id, 0)


def test_a_seeded_library_is_the_same_each_time(library: App) -> None:
    _seed(readers=20)
    first = _contents()
    db.session.rollback()
    assert _counts()["book"] == 0
    _seed(readers=20)
    assert _contents() == first


def test_some_books_with_five_stars_are_liked_too_and_nobody_is_asked_the_first_questions(
    demonstration: App,
) -> None:
    stars = db.session.scalars(
        select(Rating.stars).join(
            BookLike,
            (BookLike.user_id == Rating.user_id)
            & (BookLike.book_id == Rating.book_id)
            & (BookLike.liked_at == Rating.rated_at),
        )
    ).all()
    fives = db.session.scalar(select(func.count()).where(Rating.stars == 5)) or 0
    assert set(stars) == {5}
    assert len(stars) == _counts()["book_like"]
    assert 0.2 < len(stars) / fives < 0.3
    assert db.session.scalar(select(func.count()).where(User.welcomed_at.is_(None))) == 0


def test_simulated_readers_belong_to_the_demonstration_and_cannot_sign_in(demonstration: App) -> None:
    users = db.session.scalars(select(User).where(User.name.like("sim-%"))).all()
    assert len(users) == READERS
    assert all(user.demonstration and user.password_hash is None and user.role == "reader" for user in users)


def test_categories_are_added_once(library: App) -> None:
    first = ensure_categories()
    assert len(first) == 41
    assert ensure_categories() == first
    assert _counts()["category"] == 41


def test_a_category_that_staff_renamed_keeps_its_name(library: App) -> None:
    ensure_categories()
    db.session.scalars(select(Category).where(Category.slug == "poetry-essays")).one().name_en = "Poems"
    ensure_categories()
    assert db.session.scalar(select(Category.name_en).where(Category.slug == "poetry-essays")) == "Poems"


# On SQLite the end-to-end tests begin with it.
@pytest.mark.parametrize("database_url", ["mariadb"], indirect=True)
def test_the_command_fills_the_library_and_a_second_time_changes_nothing(database_app: App) -> None:
    runner = database_app.test_cli_runner()
    first = runner.invoke(seed)
    assert first.exit_code == 0, first.output
    with database_app.app_context():
        before = _counts()
        assert before["rating"] >= 40_000
        assert before["user"] == 1203
        _ask_how_it_lends(database_app.config["SETTINGS"].time_zone)
        _ask_how_it_sells(database_app.config["SETTINGS"].time_zone)
        db.session.remove()
    second = runner.invoke(seed)
    assert second.exit_code == 0
    assert "already there" in second.output
    with database_app.app_context():
        assert _counts() == before
    for name, role in (("reader", "reader"), ("staff", "staff"), ("admin", "admin")):
        answer = database_app.test_client().post("/api/session", json={"name": name, "password": "shelfwise-demo"})
        assert answer.status_code == 200
        assert answer.get_json()["reader"]["role"] == role


def _ask_how_it_lends(zone: ZoneInfo) -> None:
    """A year of lending by the rules, and something of everything for the reader who is shown around."""
    here = here_at(zone, clock.now())
    assert list(problems(here)) == []
    states = dict(db.session.execute(select(Loan.state, func.count()).group_by(Loan.state)).all())
    assert states["returned"] > 5_000
    assert states["active"] > 200
    assert set(states) <= {"active", "returned", "lost"}
    days = open_days()
    for due_on, borrowed_on, moment in db.session.execute(select(Loan.due_on, Loan.borrowed_on, Loan.returned_at)):
        assert days.is_open(due_on)
        assert days.is_open(borrowed_on)
        assert moment is None or days.is_open(moment.astimezone(zone).date())
    assert max(db.session.scalars(select(CirculationEvent.happened_at))) < here.at, "nothing lies in the future"
    taken = taken_copies(db.session.scalars(select(Book.id)).all())
    assert all(
        book.copies_free == book.copies_total - taken.get(book.id, 0) for book in db.session.scalars(select(Book))
    )
    assert wrong_counts(here.today) == []
    me = db.session.scalars(select(User).where(User.name == "reader")).one()
    mine = select(Loan.due_on).where(Loan.user_id == me.id)
    due = [
        (day - here.today).days for day in db.session.scalars(mine.where(Loan.state == "active").order_by(Loan.due_on))
    ]
    assert len(due) == 3
    assert -12 <= due[0] < 0 <= due[1] <= 4 < 20 <= due[2]
    assert accrued_of(me.id, here.today, days) > 0
    assert db.session.scalars(mine.where(Loan.state == "returned")).all(), "he has a history"
    open_ones = select(Hold).where(Hold.user_id == me.id, Hold.closed_at.is_(None))
    waits = db.session.scalars(open_ones.order_by(Hold.state)).all()
    assert [hold.state for hold in waits] == ["queued", "ready"]
    assert waits[1].pickup_until is not None
    assert waits[1].pickup_until >= here.today
    # Nobody is remembered who does not want it.
    named = select(func.count()).select_from(Loan).join(User, User.id == Loan.user_id)
    owing = select(FineEntry.user_id).group_by(FineEntry.user_id).having(func.sum(FineEntry.amount_cents) > 0)
    over = Loan.closed_at.is_not(None), ~User.keep_loan_history, User.id.not_in(owing)
    assert db.session.scalar(named.where(*over)) == 0
    assert len(db.session.scalars(select(Loan.id).where(Loan.user_id.is_(None))).all()) > 100


def _ask_how_it_sells(zone: ZoneInfo) -> None:
    """A year in the shop by its rules, and something of everything for the reader who is shown around."""
    here = here_at(zone, clock.now())
    assert list(shop_problems()) == []
    ids = db.session.scalars(select(Book.id)).all()
    assert [*wrong_stock(ids), *wrong_offers(ids, here.today)] == []
    states = dict(db.session.execute(select(Order.state, func.count()).group_by(Order.state)).all())
    assert set(states) == set(ORDER_STATES), "one may come upon every state"
    assert states["completed"] > 500
    ways = {tuple(row) for row in db.session.execute(select(Order.provider, Order.delivery).distinct())}
    assert ways == {("pay_at_desk", "pickup"), ("sandbox", "pickup"), ("sandbox", "shipping")}
    statuses = set(db.session.scalars(select(Order.payment_status).distinct()))
    assert statuses == {"none", "paid", "part_refunded", "refunded"}
    assert set(db.session.scalars(select(StockEntry.kind).distinct())) == set(ENTRY_KINDS)
    assert max(db.session.scalars(select(ShopEvent.happened_at))) < here.at, "nothing lies in the future"
    assert db.session.scalar(select(func.count()).where(OrderLine.unit_cents < OrderLine.list_cents)), "discounts held"
    taken = select(func.count()).where(VoucherUse.freed_at.is_(None)).scalar_subquery()
    assert db.session.scalar(select(func.sum(Voucher.uses) - taken)) == 0
    assert db.session.scalar(
        select(func.count()).where(Discount.starts_on <= here.today, Discount.ends_on >= here.today)
    )
    me = db.session.scalars(select(User).where(User.name == "reader")).one()
    mine = set(db.session.scalars(select(Order.state).where(Order.user_id == me.id)))
    assert {"completed", "shipped", "packing", "ready_for_pickup", "confirmed", "cancelled", "expired"} <= mine
    cart = select(CartLine.saved).join(Cart, Cart.id == CartLine.cart_id).where(Cart.open_user_id == me.id)
    assert sorted(db.session.scalars(cart)) == [False, False, True]


def test_the_command_refuses_in_production(database_app: App) -> None:
    database_app.config["SETTINGS"] = replace(database_app.config["SETTINGS"], environment="production")
    result = database_app.test_cli_runner().invoke(seed)
    assert result.exit_code == 2
    assert len(result.output.strip().splitlines()) == 1
    with database_app.app_context():
        assert _counts()["book"] == 0


def test_the_command_stores_nothing_when_somebody_has_one_of_its_names(database_app: App) -> None:
    with database_app.app_context():
        make_user(name="staff")
        db.session.commit()
    result = database_app.test_cli_runner().invoke(seed)
    assert result.exit_code == 1
    assert "accounts named staff" in result.output
    with database_app.app_context():
        assert _counts() == {**dict.fromkeys(_counts(), 0), "user": 1}


def test_the_command_stores_nothing_when_a_book_file_is_wrong(
    database_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BadBookFile("literature.jsonl line 3: no title")

    monkeypatch.setattr(seeding, "simulate", refuse)
    result = database_app.test_cli_runner().invoke(seed)
    assert result.exit_code == 1
    assert "literature.jsonl line 3: no title" in result.output
    with database_app.app_context():
        assert set(_counts().values()) == {0}


def test_the_command_says_so_when_the_database_cannot_be_reached(
    database_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError("SELECT 1", None, ConnectionRefusedError("refused"))

    # In its package the command hides the module of the same name.
    monkeypatch.setattr(import_module("backend.cli.seed"), "bring_up_to_date", fail)
    result = database_app.test_cli_runner().invoke(seed)
    assert result.exit_code == 1
    assert "The database cannot be used: refused" in result.output


def _seed(readers: int, today: date = TODAY) -> None:
    seeding.seed_library(today, ZONE, readers=readers)


def _contents() -> list[list[tuple[object, ...]]]:
    """Everything but ids and password hashes."""
    statements = (
        select(Book.title, Book.language, Book.added_on, Book.rating_count, Book.rating_score),
        select(User.name, User.display_name, User.locale, User.rating_count, User.created_at),
        select(User.name, Book.title, BookLike.liked_at).join_from(BookLike, User).join(Book),
        select(User.name, Book.title, Rating.stars, Rating.rated_at).join_from(Rating, User).join(Book),
        select(Order.number, User.name, Order.state, Order.total_cents, Order.placed_at).join_from(Order, User),
        select(StockEntry.kind, StockEntry.quantity, StockEntry.made_at),
    )
    return [sorted((tuple(row) for row in db.session.execute(each)), key=repr) for each in statements]
