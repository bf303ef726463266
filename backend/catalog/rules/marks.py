"""What a book is sorted into besides its words: language, categories, year, bands. Each is a term of the index."""

from collections.abc import Collection
from dataclasses import dataclass

LANGUAGE, CATEGORY, YEAR, RATING = "=l", "=c", "=y", "=r"
# A year says its decade too; but a library has hundreds of years, and counting by them reads hundreds of bitmaps.
DECADE = "=d"
BOOK, AVAILABLE, FOR_SALE = "=b", "=here", "=sold"
BAND = "^"
# A book with 2 ** 20 ratings or more is as popular as can be.
HIGHEST_BAND = 20


@dataclass(frozen=True)
class Sorted:
    """The facts of a book that decide its marks."""

    language: str | None
    published_year: int | None
    categories: Collection[int]
    """With those above them."""
    rating_count: int
    rating_score: float
    copies_free: int
    stock_free: int


def marks_of(book: Sorted) -> set[str]:
    """The marks of a book, each a term."""
    marks = {BOOK, f"{BAND}{band_of(book.rating_count)}"}
    marks.update(f"{CATEGORY}{category}" for category in book.categories)
    if book.language:
        marks.add(LANGUAGE + book.language)
    if book.published_year is not None:
        marks.add(f"{YEAR}{book.published_year}")
        marks.add(f"{DECADE}{decade_of(book.published_year)}")
    if book.rating_count:
        marks.add(f"{RATING}{half_stars_of(book.rating_score)}")
    if book.copies_free:
        marks.add(AVAILABLE)
    if book.stock_free:
        marks.add(FOR_SALE)
    return marks


def decade_of(year: int) -> int:
    """Its first year: 1990 for 1994, -380 for 371 BC."""
    return year // 10 * 10


def band_of(rating_count: int) -> int:
    """0 for none, then doubling: 1, 2-3, 4-7."""
    return min(HIGHEST_BAND, rating_count.bit_length())


def half_stars_of(rating_score: float) -> int:
    """2 for one star to 10 for five, rounded down."""
    return int(rating_score * 2)
