"""What a reader has bought is not recommended to him again; and what stands beside a cart."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from backend.accounts.models import User
from backend.core import clock
from backend.core.database import db
from backend.recommendations.models import Dismissal
from backend.recommendations.queries.for_cart import similar_to_cart
from tests.factories import make_book, make_category, make_neighbours, make_rating, make_run, make_user
from tests.queries import count_queries
from tests.selling import make_cart, make_order, make_sku

DAY = date(2026, 11, 3)
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_what_was_bought_is_not_recommended_until_all_of_it_came_back(
    me: User, the_list: Callable[..., dict[str, Any]]
) -> None:
    books = [make_book(rating_count=0) for _ in range(4)]
    other = make_user()
    for book in books:
        make_rating(other, book, 5)
    order = make_order(me, {make_sku(books[0]): 2}, DAY, state="packing")
    make_order(me, {make_sku(books[1]): 1}, DAY, state="cancelled")
    make_order(other, {make_sku(books[2]): 1}, DAY)
    back = make_order(me, {make_sku(books[3]): 1}, DAY, state="returned")
    db.session.commit()
    assert back.state == "returned"
    shown = {entry["book"]["id"] for entry in the_list()["items"]}
    assert shown == {books[1].id, books[2].id, books[3].id}
    order.state, order.closed_at = "cancelled", clock.now()
    db.session.commit()
    assert books[0].id in {entry["book"]["id"] for entry in the_list()["items"]}


def test_beside_a_cart_stand_similar_books_those_for_sale_first(library: Any) -> None:
    first, second, *others = [make_book() for _ in range(8)]
    near, far, sold, bought, dismissed, unknown = others
    for book in (near, far, bought):
        book.offer_cents, book.stock_free = 5000, 1
    reader = make_user()
    run = make_run(published=True)
    make_neighbours(run, first, [sold, second, near, bought, dismissed, far])
    make_neighbours(run, second, [first, far])
    make_order(reader, {make_sku(bought): 1}, DAY)
    db.session.add(Dismissal(user_id=reader.id, book_id=dismissed.id, dismissed_at=clock.now()))
    cart_id, reader_id = make_cart(None, first, second).id, reader.id
    db.session.commit()
    with count_queries() as statements:
        shelf = similar_to_cart(cart_id, reader_id, 10)
    assert [card.id for card in shelf.items] == [far.id, near.id, sold.id]
    assert (shelf.source, shelf.run_id) == ("similar_book", run.id)
    assert len(statements) <= 6
    assert unknown.id not in {card.id for card in shelf.items}
    guest = similar_to_cart(cart_id, None, 2)
    assert [card.id for card in guest.items] == [far.id, near.id]


@sqlite_only
def test_without_a_run_there_are_books_of_the_same_category_that_can_be_bought(library: Any) -> None:
    novels = make_category("novels")
    book, other, sold = [make_book(categories=(novels,)) for _ in range(3)]
    make_book()
    other.offer_cents = 100
    cart = make_cart(None, book)
    db.session.commit()
    shelf = similar_to_cart(cart.id, None, 10)
    assert ([card.id for card in shelf.items], shelf.source) == ([other.id], "author_or_category")
    assert sold.id not in {card.id for card in shelf.items}
    assert similar_to_cart(None, None, 10).items == similar_to_cart(make_cart().id, None, 10).items == []
