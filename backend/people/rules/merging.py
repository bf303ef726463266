"""What becomes of each column that refers to a reader, when his two accounts become one.

`gone` is the account that ends, `kept` the one that stays. A test compares all of this with the tables: a new one fails
there until it says what becomes of it. Columns that only remember who did something (ON DELETE SET NULL) need no word
here: they name the kept account from then on.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fold:
    """Rows of which a reader has one at most for each `keys`: where both accounts have one, one stays.

    The one with the later `latest` stays, where that says so; else the kept account's.
    """

    column: str
    keys: tuple[str, ...]
    latest: tuple[str, ...] = ()


# They simply belong to the kept account afterwards.
MOVED = (
    *("loan.user_id", "fine_entry.user_id", "shop_order.user_id", "address.user_id", "past_reading.user_id"),
    *("reader_import.user_id", "notice.user_id", "message.user_id", "audit_event.reader_id"),
)
FOLDED = (
    Fold("rating.user_id", ("book_id",), ("rated_at",)),
    Fold("review.user_id", ("book_id",), ("edited_at", "created_at")),
    Fold("review_vote.user_id", ("review_id",)),
    Fold("review_report.user_id", ("review_id",), ("reported_at",)),
    Fold("book_like.user_id", ("book_id",), ("liked_at",)),
    Fold("book_favourite.user_id", ("book_id",), ("favourited_at",)),
    Fold("dismissal.user_id", ("book_id",), ("dismissed_at",)),
    Fold("taste_exclusion.user_id", ("book_id",)),
    Fold("favourite_category.user_id", ("category_id",)),
    Fold("recommendation_shown.user_id", ("book_id", "shelf", "day")),
    Fold("saved_view.user_id", ("table_name", "name")),
    Fold("announcement_dismissal.user_id", ("announcement_id",)),
    # Where both were there in a month, they count as the kept one did.
    Fold("counted_reader.user_id", ("grain", "starts_on")),
)
# Each is looked after by a function of its own in service/.
BY_HAND = (
    *("hold.user_id", "reader_card.user_id", "cart.user_id", "reading.user_id", "book_note.user_id"),
    *("book_view.user_id", "reading_list.user_id"),
)
# Made for the account that ends, and of no use to the other: it gets its own.
DROPPED = (
    *("recommendation.user_id", "recommendation_list.user_id", "account_link.user_id", "kept_answer.user_id"),
)  # fmt: skip
# What a person is told of, in this order: word -> the column whose rows are counted.
COUNTED = {
    "loans": "loan.user_id",
    "holds": "hold.user_id",
    "fines": "fine_entry.user_id",
    "orders": "shop_order.user_id",
    "addresses": "address.user_id",
    "ratings": "rating.user_id",
    "reviews": "review.user_id",
    "readings": "reading.user_id",
    "notes": "book_note.user_id",
    "favourites": "book_favourite.user_id",
    "likes": "book_like.user_id",
    "lists": "reading_list.user_id",
    "imports": "reader_import.user_id",
    "notices": "notice.user_id",
}
# Of these of `COUNTED`, what makes two rows one.
KEYS_OF = {
    **{fold.column: fold.keys for fold in FOLDED},
    "reading.user_id": ("book_id",),
    "book_note.user_id": ("book_id",),
}


def looked_after() -> list[str]:
    """Every column that has a word above."""
    return [*MOVED, *(fold.column for fold in FOLDED), *BY_HAND, *DROPPED]


def free_name(name: str, taken: set[str], longest: int) -> str:
    """The name, with a number behind it where the kept account has a list of this name. `taken` are names as they are
    compared, and so is what is answered compared by the caller."""
    if name not in taken:
        return name
    number = 2
    while (other := f"{name[: longest - 6]} ({number})") in taken:
        number += 1
    return other
