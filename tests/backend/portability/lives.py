"""A reader who has done everything that can be done here."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.accounts.models import AccountLink, User
from backend.announcements.models import AnnouncementDismissal
from backend.catalog.models import Book, Category
from backend.catalog.service import index_books
from backend.circulation.models import ReaderCard
from backend.core.audit import AuditEvent
from backend.core.database import db
from backend.core.idempotency import KeptAnswer
from backend.core.outbox import Message, Notice
from backend.dashboard.models import CountedReader
from backend.engagement.models import (
    BookFavourite,
    BookLike,
    BookNote,
    BookView,
    FavouriteCategory,
    PastReading,
    Reading,
    Review,
    ReviewEdit,
    ReviewReport,
    ReviewVote,
)
from backend.engagement.service import mend_stars
from backend.lists.models import ReadingList, ReadingListEntry
from backend.office.models import SavedView
from backend.portability.models import ReaderImport, ReaderImportRow
from backend.recommendations.models import Dismissal, TasteExclusion
from backend.shop.models import Address
from tests.factories import (
    make_announcement,
    make_author,
    make_book,
    make_category,
    make_list,
    make_rating,
    make_run,
    make_sighting,
    make_user,
)
from tests.lending import make_fine, make_hold, make_loan
from tests.selling import ADDRESS, make_cart, make_order, make_payment, make_sku

LONG_AGO = datetime(2020, 5, 3, 4, 0, 1, tzinfo=UTC)
# He was there on its first day.
MONTH: dict[str, Any] = {"grain": "month", "starts_on": date(2020, 5, 1), "joined_on": date(2020, 5, 1), "bits": 1}


def _category() -> Category:
    known = db.session.scalar(select(Category).where(Category.slug == "science-fiction"))
    return known or make_category("science-fiction")


def live_a_life(name: str = "somebody", **values: Any) -> tuple[User, list[Book]]:
    """Somebody with a row in every table that refers to a reader, and the books it is about."""
    me, other = make_user(name=name, **values), make_user()
    books = [
        make_book(f"Book {letter} of {name}", authors=(make_author(f"Author {letter}"),), isbn13=None)
        for letter in "ABCD"
    ]
    first, second, third, _ = books
    make_rating(me, first, 4.5, LONG_AGO)
    make_rating(me, second, 2)
    make_rating(other, first, 5)
    review = Review(
        user_id=me.id,
        book_id=first.id,
        title='=HYPERLINK("x")',
        text="First line\n\n「好」, \"good\"; 'fine'",
        spoiler=True,
        language="en",
        visibility="public",
        created_at=LONG_AGO,
        edited_at=LONG_AGO,
    )
    secret = Review(user_id=me.id, book_id=second.id, text="只给自己看", language="zh", created_at=LONG_AGO)
    theirs = Review(
        user_id=other.id, book_id=third.id, text="Theirs", language="en", created_at=LONG_AGO, helpful_count=1
    )
    reading_list = ReadingList(
        user_id=me.id, name="夏天", name_key="夏天", description="@beach", visibility="unlisted",
        share_slug=f"s-{name}", book_count=3, created_at=LONG_AGO, updated_at=LONG_AGO,
    )  # fmt: skip
    empty = ReadingList(user_id=me.id, name="Empty", name_key="empty", created_at=LONG_AGO, updated_at=LONG_AGO)
    brought = ReaderImport(
        user_id=me.id, site="goodreads", file_name="x.csv", state="done", row_count=1, made_at=LONG_AGO
    )
    db.session.add_all([review, secret, theirs, reading_list, empty, brought])
    db.session.flush()
    edit = {"title": "", "text": "Frist line", "spoiler": False, "language": "en", "replaced_at": LONG_AGO}
    entries = [
        ReadingListEntry(
            list_id=reading_list.id, book_id=book.id, position=position, note=f"+{position}", added_at=LONG_AGO
        )
        for position, book in enumerate((third, first, second))
    ]
    db.session.add_all(
        [
            *entries,
            ReviewEdit(review_id=review.id, **edit),
            ReviewVote(user_id=me.id, review_id=theirs.id, voted_at=LONG_AGO),
            ReviewVote(user_id=other.id, review_id=review.id, voted_at=LONG_AGO),
            ReviewReport(user_id=me.id, review_id=theirs.id, reason="spam", comment="", reported_at=LONG_AGO),
            BookLike(user_id=me.id, book_id=third.id, liked_at=LONG_AGO),
            BookFavourite(user_id=me.id, book_id=first.id, favourited_at=LONG_AGO),
            BookNote(user_id=me.id, book_id=third.id, text="-1\n+1", updated_at=LONG_AGO),
            BookView(user_id=me.id, book_id=third.id, view_count=3, first_viewed_at=LONG_AGO, viewed_at=LONG_AGO),
            Reading(
                user_id=me.id, book_id=first.id, status="stopped", started_on=date(2020, 1, 2),
                finished_on=date(2020, 3, 4), progress=25, page=50, page_total=200, updated_at=LONG_AGO,
            ),
            PastReading(user_id=me.id, book_id=first.id, started_on=None, finished_on=date(2019, 1, 1)),
            Dismissal(user_id=me.id, book_id=second.id, dismissed_at=LONG_AGO),
            TasteExclusion(user_id=me.id, book_id=first.id, excluded_at=LONG_AGO),
            FavouriteCategory(user_id=me.id, category_id=_category().id, chosen_at=LONG_AGO),
            AccountLink(user_id=me.id, purpose="reset", token_hash=f"t-{name}", expires_at=LONG_AGO),
            Message(
                kind="welcome", key=f"m-{name}", user_id=me.id, facts={}, made_at=LONG_AGO, next_attempt_at=LONG_AGO
            ),
            Notice(user_id=me.id, kind="welcome", key=f"n-{name}", facts={}, made_at=LONG_AGO),
            ReaderImportRow(import_id=brought.id, place=2, title="X", item="{}", problems="[]"),
        ]
    )  # fmt: skip
    loan = make_loan(me, second, date(2020, 6, 2), state="returned", closed_at=LONG_AGO + timedelta(days=30))
    make_fine(me, 300, loan, key=f"overdue:{loan.id}:0")
    make_fine(me, -300, loan)
    make_hold(me, third, placed_at=LONG_AGO)
    read = make_announcement()
    db.session.add(CountedReader(**MONTH, user_id=me.id))
    db.session.add(AnnouncementDismissal(user_id=me.id, announcement_id=read.id, dismissed_at=LONG_AGO))
    make_hold(me, second, state="fulfilled")
    card = {"number": f"R-{name}", "group_id": 1, "feed_token": f"secret-{name}", "made_at": LONG_AGO}
    db.session.add(ReaderCard(user_id=me.id, **card))
    db.session.add(KeptAnswer(user_id=me.id, key="k", fingerprint="f", made_at=LONG_AGO))
    order = make_order(me, {make_sku(first): 2}, date(2020, 6, 2))
    make_payment(order)
    cart = make_cart(me)
    make_cart(state="merged", merged_into_id=cart.id)
    make_cart(me, state="converted")
    db.session.add(Address(user_id=me.id, **ADDRESS, changed_at=LONG_AGO))
    about_me = {"kind": "card", "thing_id": me.id, "name": "me", "reader_id": me.id}
    db.session.add(AuditEvent(happened_at=LONG_AGO, role="staff", act="block", change="changed", **about_me))
    db.session.add(SavedView(user_id=me.id, table_name="staff-books", name="new", query={}))
    review.helpful_count = 1
    make_list(make_run(state="kept", published=None), me, [third])
    make_sighting(me, third)
    ids = [book.id for book in books]
    db.session.flush()
    mend_stars(ids)
    index_books(ids)
    db.session.commit()
    return me, books
