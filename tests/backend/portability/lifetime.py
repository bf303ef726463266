"""A reader's export with a lifetime of books in it, some of which the library has."""

from datetime import date

from backend.catalog.rules.facts import BookFacts, Credit
from backend.catalog.rules.isbn import isbn13_of
from backend.catalog.service import add_books
from backend.core.database import db
from tests.backend.portability.files import goodreads


def isbns(count: int) -> list[str]:
    numbers = (isbn13_of(f"978{number}X"[:12] + "0") for number in range(100_000_000, 100_000_000 + 20 * count))
    return [isbn for isbn in numbers if isbn][:count]


def take_in(count: int) -> None:
    """So many books into the library."""
    known = isbns(count)
    facts = [
        BookFacts(
            f"Volume {number:05d} of everything", isbn13=known[number], authors=(Credit(f"Writer {number % 97}"),)
        )
        for number in range(count)
    ]
    for start in range(0, count, 500):
        add_books(facts[start : start + 500], date(2026, 1, 1))
        db.session.commit()


def lifetime(rows: int, books: int) -> bytes:
    """A Goodreads file of so many rows: the first are books of the library, half of them known by ISBN."""
    known = isbns(books)
    return goodreads(
        *(
            {
                "Title": f"Volume {number:05d} of everything"
                if number < books
                else f"Another {number} (Series, #{number % 7})",
                "Author": f"Writer {number % 97}",
                "ISBN13": f'="{known[number]}"' if number < books // 2 else "",
                "My Rating": str(number % 6),
                "Date Read": f"20{number % 20:02d}/0{number % 9 + 1}/12",
                "Date Added": f"20{number % 20:02d}/0{number % 9 + 1}/02",
                "Exclusive Shelf": "read",
                "Read Count": str(1 + number % 3 // 2),
                "Bookshelves": "owned, sf" if number % 40 == 0 else "owned",
                "Bookshelves with positions": f"owned (#{rows - number})",
                "My Review": "Read in one go.<br/>Again some day." if number % 3 == 0 else "",
            }
            for number in range(rows)
        )
    )
