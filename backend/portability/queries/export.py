"""Everything the library holds about a reader, as rules.archive describes it.

Every column that refers to a reader is in one of three places: in the facets of his books and what is said of him
beside them, in HELD, or in NOT_EXPORTED with the reason. A test compares them with the tables.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, select

from backend.accounts.models import User
from backend.catalog.models import Author, Book, BookAuthor, Category
from backend.catalog.queries import titles_of
from backend.core.database import Base, db
from backend.engagement.models import FavouriteCategory
from backend.lists.models import ReadingList
from backend.portability.queries.facets import facet_values
from backend.portability.rules.archive import FORMAT, VERSION
from backend.portability.rules.items import FACETS
from backend.portability.rules.said import iso

Document = dict[str, Any]
# Of as many books titles and authors are looked up at once.
AT_ONCE = 1_000
# What the facets, the categories and the lists of an export say.
IN_FACETS = frozenset(
    {
        *("rating.user_id", "book_like.user_id", "book_favourite.user_id", "reading.user_id", "past_reading.user_id"),
        *("book_note.user_id", "book_view.user_id", "dismissal.user_id", "taste_exclusion.user_id"),
        "favourite_category.user_id",
    }
)
# Tables that are given as they are: what the library computed, noted or decided; and what stands in facets already,
# with what only the library says of it.
HELD = (
    *("review.user_id", "review_vote.user_id", "review_report.user_id", "reading_list.user_id"),
    *("recommendation.user_id", "recommendation_list.user_id", "recommendation_shown.user_id"),
    *("reader_import.user_id", "message.user_id", "notice.user_id", "account_link.user_id"),
    *("reader_card.user_id", "loan.user_id", "hold.user_id", "fine_entry.user_id"),
    *("cart.user_id", "address.user_id", "shop_order.user_id", "counted_reader.user_id"),
    "announcement_dismissal.user_id",
)
# Of these a title says more than the number of a book.
WITH_TITLES = frozenset({"loan", "hold"})
# Their rows have no reader of their own: they go with what they are part of.
PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "cart": {"cart_line": ("sku_id", "quantity", "saved", "seen_cents", "added_at")},
    "shop_order": {
        "order_line": (
            *("book_id", "title", "author", "isbn13", "kind", "quantity", "list_cents", "unit_cents", "total_cents"),
            *("voucher_cents", "returned"),
        ),
        "payment": ("provider", "method", "state", "amount_cents", "captured_cents", "refunded_cents", "made_at"),
        "refund": ("state", "amount_cents", "reason", "made_at"),
        "order_return": ("line_id", "quantity", "refund_cents", "reason", "made_at"),
    },
}
# Secrets open an account or a door; they say nothing about anybody.
SECRETS = frozenset(
    {"user.password_hash", "user.session_version", "account_link.token_hash", "reader_card.feed_token", "cart.token"}
)
# The file that the reader brought, which he has; and who of the staff decided on his reviews.
LEFT_OUT = frozenset({"reader_import.head", "reader_import.about_me", "review.decided_by"})
NOT_EXPORTED = {
    "announcement.made_by": "who of the staff announced something: about what was announced",
    "author_merge.done_by": "who of the staff found out that two authors are one: about the authors",
    "series_change.done_by": "who of the staff edited or merged a series: about the series",
    "category_removal.done_by": "who of the staff took a category away: about the category",
    "import_run.user_id": "who of the staff brought a file of books in: about the catalogue, not about him",
    "review.decided_by": "what staff decided about others' reviews: it is told to those whom it concerns",
    "filter_word.added_by": "who of the staff added a word to the filter: about the filter",
    "circulation_event.actor_id": "what he did stands in his loans and holds; what staff did is about others",
    "fine_entry.made_by": "what staff wrote into the ledger: about those whose entries they are",
    "policy.changed_by": "who of the staff changed a rule of lending: about the rule",
    "calendar_exception.made_by": "who of the staff wrote down a day: about the calendar",
    "shop_event.actor_id": "what he did stands in his orders; what staff did is about others",
    "payment.made_by": "money that staff took at the desk: it stands with the orders of those who paid",
    "refund.made_by": "who wanted money to go back: it stands with the order",
    "order_return.made_by": "who of the staff took something back: it stands with the order",
    "stock_entry.made_by": "who of the staff wrote into the ledger of what is for sale: about the stock",
    "provider_event.handled_by": "who of the staff looked at a message of a bank: about the message",
    "discount.changed_by": "who of the staff made something cheaper: about the discount",
    "voucher.changed_by": "who of the staff made a voucher: about the voucher",
    "shipping_rate.changed_by": "who of the staff set what sending costs: about the rate",
    "shop_terms.changed_by": "who of the staff set the terms of the shop: about the terms",
    "audit_event.user_id": "what staff changed in the library: about what was changed",
    "audit_event.reader_id": "what staff did about him: it stands with what was done, in his card, loans and reviews",
    "bulk_act.asked_by": "what staff did to many things at once: about the things",
    "bulk_act.driven_by": "what staff did to many things at once: about the things",
    "saved_view.user_id": "views of the office's tables that staff saved: about the tables",
    "house_setting.changed_by": "who set what the library says of itself: about the library",
    "run_request.asked_by": "who of the staff asked for a training: about the training",
    "kiosk_link.made_by": "who of the staff made a link that opens the big screen: about the link",
    "kept_answer.user_id": "what a request was answered, kept for a day so that repeating it does no harm",
}


def everything_about(user_id: int, library: str, library_name: str, now: datetime) -> Document:
    """The whole of an export."""
    reader = db.session.get_one(User, user_id)
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": iso(now),
        "library": library,
        "library_name": library_name,
        "profile": _row(Base.metadata.tables[User.__tablename__].columns, reader.__dict__),
        "favourite_categories": _categories(user_id),
        "reading_lists": _lists(user_id),
        "books": _books(user_id, library),
        "held": {name.partition(".")[0]: _held(name, user_id) for name in HELD},
    }


def _categories(user_id: int) -> Document:
    rows = (
        select(Category.slug, FavouriteCategory.chosen_at)
        .join(Category, Category.id == FavouriteCategory.category_id)
        .where(FavouriteCategory.user_id == user_id)
        .order_by(Category.slug)
    )
    return {slug: {"at": iso(at)} for slug, at in db.session.execute(rows)}


def _lists(user_id: int) -> list[Document]:
    mine = select(ReadingList).where(ReadingList.user_id == user_id, ReadingList.deleted_at.is_(None))
    return [
        {
            "name": one.name,
            "description": one.description,
            "visibility": one.visibility,
            "created_at": iso(one.created_at),
            "updated_at": iso(one.updated_at),
        }
        for one in db.session.scalars(mine.order_by(ReadingList.name_key))
    ]


def _books(user_id: int, library: str) -> list[Document]:
    facets = {facet: facet_values(facet, user_id) for facet in FACETS}
    ids = sorted({book_id for values in facets.values() for book_id in values})
    named: dict[int, Document] = {}
    for start in range(0, len(ids), AT_ONCE):
        named.update(_named(ids[start : start + AT_ONCE], library))
    return [
        {"book": named[book_id], **{facet: values[book_id] for facet, values in facets.items() if book_id in values}}
        for book_id in ids
    ]


def _named(ids: list[int], library: str) -> dict[int, Document]:
    people: dict[int, list[str]] = {}
    names = (
        select(BookAuthor.book_id, Author.name)
        .join(Author, Author.id == BookAuthor.author_id)
        .where(BookAuthor.book_id.in_(ids))
        .order_by(BookAuthor.book_id, BookAuthor.position, Author.id)
    )
    for book_id, name in db.session.execute(names):
        people.setdefault(book_id, []).append(name)
    return {
        row.id: {
            "number": f"{library}-{row.id}",
            "title": row.title,
            "authors": people.get(row.id, []),
            "isbn13": row.isbn13,
        }
        for row in db.session.execute(select(Book.id, Book.title, Book.isbn13).where(Book.id.in_(ids)))
    }


def _held(name: str, user_id: int) -> list[Document]:
    table_name, _, column_name = name.partition(".")
    table = Base.metadata.tables[table_name]
    mine = select(table).where(table.c[column_name] == user_id).order_by(*table.primary_key.columns)
    rows = [_row(table.columns, row) for row in db.session.execute(mine).mappings()]
    for part, columns in PARTS.get(table_name, {}).items():
        parts = _parts(part, columns, f"{table_name.removeprefix('shop_')}_id", [row["id"] for row in rows])
        rows = [{**row, part: parts.get(row["id"], [])} for row in rows]
    if table_name not in WITH_TITLES:
        return rows
    titles = titles_of({row["book_id"] for row in rows})
    return [{"title": titles[row["book_id"]], **row} for row in rows]


def _parts(name: str, columns: tuple[str, ...], whole: str, ids: list[int]) -> dict[int, list[Document]]:
    """Rows of a table that belong to these rows of another one, by the id of what they belong to."""
    table = Base.metadata.tables[name]
    found: dict[int, list[Document]] = {}
    for row in db.session.execute(select(table).where(table.c[whole].in_(ids)).order_by(table.c.id)).mappings():
        found.setdefault(row[whole], []).append(_row([table.c[column] for column in columns], row))
    return found


def _row(columns: Iterable[Column[Any]], row: Any) -> Document:
    hidden = SECRETS | LEFT_OUT
    return {column.name: _plain(row[column.name]) for column in columns if str(column) not in hidden}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value if value.tzinfo else value.replace(tzinfo=UTC))
    return value.isoformat() if isinstance(value, date) else value
