"""Books beside those that somebody is about to buy: what the published run finds similar, what is for sale first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select

from backend.catalog import queries as catalog
from backend.catalog.models import Book, BookCategory
from backend.catalog.models.copies import Sku
from backend.core.database import db
from backend.recommendations.models import Dismissal, SimilarBook
from backend.recommendations.queries.neighbours import NEIGHBOURS, Shelf
from backend.recommendations.queries.runs import published_run
from backend.shop.models import CartLine
from backend.shop.queries.purchases import has_bought


def similar_to_cart(cart_id: int | None, user_id: int | None, size: int) -> Shelf:
    """Books similar to those in a cart, or put aside in it; without a run, well-read ones of their categories.

    Neither what is in the cart nor what the reader has bought or dismissed. Empty for an empty cart.
    """
    in_cart = _books_in(cart_id)
    if not in_cart:
        return Shelf([], "similar_book", None)
    run = published_run()
    ids = _neighbours(run.id, in_cart, user_id, size) if run is not None else []
    if run is not None and ids:
        return Shelf(catalog.cards_of(ids), "similar_book", run.id)
    its_categories = select(BookCategory.category_id).where(
        BookCategory.book_id.in_(in_cart), BookCategory.position == 0
    )
    of_them = Book.id.in_(select(BookCategory.book_id).where(BookCategory.category_id.in_(its_categories)))
    ids = catalog.most_rated(size, of_them, Book.offer_cents.is_not(None), _wanted(Book.id, in_cart, user_id))
    return Shelf(catalog.cards_of(ids), "author_or_category", None)


def _books_in(cart_id: int | None) -> list[int]:
    if cart_id is None:
        return []
    lines = select(Sku.book_id).join(CartLine, CartLine.sku_id == Sku.id).where(CartLine.cart_id == cart_id)
    return sorted(set(db.session.scalars(lines)))


def _neighbours(run_id: int, in_cart: Sequence[int], user_id: int | None, size: int) -> list[int]:
    """Those for sale first; then the nearest to any of them, and of these what is near to several."""
    nearest, near_to = func.min(SimilarBook.rank), func.count()
    rows = (
        select(Book.id)
        .join(SimilarBook, SimilarBook.similar_book_id == Book.id)
        .where(
            SimilarBook.run_id == run_id,
            SimilarBook.book_id.in_(in_cart),
            SimilarBook.rank <= NEIGHBOURS,
            _wanted(Book.id, in_cart, user_id),
        )
        .group_by(Book.id, Book.offer_cents)
        .order_by(Book.offer_cents.is_(None), nearest, near_to.desc(), Book.id)
        .limit(size)
    )
    return list(db.session.scalars(rows))


def _wanted(book_id: Any, in_cart: Sequence[int], user_id: int | None) -> ColumnElement[bool]:
    elsewhere: ColumnElement[bool] = book_id.not_in(in_cart)
    if user_id is None:
        return elsewhere
    dismissed = exists().where(Dismissal.user_id == user_id, Dismissal.book_id == book_id)
    return and_(elsewhere, ~has_bought(user_id, book_id), ~dismissed)
