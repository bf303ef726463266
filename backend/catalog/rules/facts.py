"""What a library writes down about a book: the facts of its record, tidy and checked before they are kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from backend.catalog.rules.isbn import isbn13_of
from backend.catalog.rules.languages import is_tag
from backend.catalog.rules.titles import year_is_possible

# MARC relators in words; the author proper comes first on every list.
ROLES = ("author", "translator", "editor", "illustrator")
# Field -> most characters, as its column has them.
LONGEST = {
    "title": 500,
    "subtitle": 500,
    "original_title": 500,
    "publisher": 255,
    "series": 255,
    "series_original_name": 255,
}
LONGEST_NAME = 255
# MariaDB counts a TEXT in bytes.
LONGEST_DESCRIPTION_BYTES = 65_535
# MARC 21 numbers the links between two scripts of one record with two digits.
MOST_AUTHORS, MOST_CATEGORIES = 90, 20
HIGHEST_PRICE, HIGHEST_VOLUME = 2**31 - 1, 99_999
# Control characters, halves of surrogate pairs, and what is no character at all: MARC and XML have no place for them.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Credit:
    """A person under the name on the book; `original_name` is the name in its own script."""

    name: str
    role: str = ROLES[0]
    original_name: str | None = None


@dataclass(frozen=True)
class BookFacts:
    """A book's record, complete: what is empty here is empty in the catalogue. Categories are slugs, the main first."""

    title: str
    subtitle: str | None = None
    original_title: str | None = None
    authors: tuple[Credit, ...] = ()
    series: str | None = None
    series_original_name: str | None = None
    volume: float | None = None
    publisher: str | None = None
    published_year: int | None = None
    language: str | None = None
    isbn13: str | None = None
    description: str | None = None
    categories: tuple[str, ...] = ()
    price_cents: int | None = None
    currency: str = "CNY"


class Problem(NamedTuple):
    """Why a record is refused: the fact, a code for the page to translate, and what stood there."""

    field: str
    code: str
    value: str = ""


def line(text: str | None) -> str | None:
    """The text on one line, without what is no text; None when nothing is left."""
    return " ".join(_NO_TEXT.sub(" ", text or "").split()) or None


def paragraphs(text: str | None) -> str | None:
    """The same for a text of several lines."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return _NO_TEXT.sub("", lines).strip() or None


def tidy(facts: BookFacts) -> BookFacts:
    """The same facts as the catalogue keeps them; nobody is named twice, and an ISBN is in its long form."""
    named = [Credit(line(one.name) or "", one.role, line(one.original_name)) for one in facts.authors]
    people: dict[tuple[str, str | None], Credit] = {}
    for one in named:
        # A book names a person once, in the first role.
        people.setdefault((one.name, one.original_name), one)
    series = line(facts.series)
    isbn = line(facts.isbn13)
    return replace(
        facts,
        title=line(facts.title) or "",
        subtitle=line(facts.subtitle),
        original_title=line(facts.original_title),
        authors=tuple(one for one in people.values() if one.name),
        series=series,
        series_original_name=line(facts.series_original_name) if series else None,
        volume=facts.volume if series else None,
        publisher=line(facts.publisher),
        isbn13=(isbn13_of(isbn) or isbn) if isbn else None,
        description=paragraphs(facts.description),
        categories=tuple(dict.fromkeys(facts.categories)),
    )


def problems_of(facts: BookFacts) -> list[Problem]:
    """Everything that keeps tidy facts out of the catalogue."""
    return list(_problems(facts))


def _problems(facts: BookFacts) -> Iterator[Problem]:
    if not facts.title:
        yield Problem("title", "title_missing")
    for name, longest in LONGEST.items():
        if len(getattr(facts, name) or "") > longest:
            yield Problem(name, f"{name}_too_long", getattr(facts, name))
    yield from _problems_of_people(facts)
    if facts.isbn13 and isbn13_of(facts.isbn13) != facts.isbn13:
        yield Problem("isbn13", "isbn_invalid", facts.isbn13)
    if facts.published_year is not None and not year_is_possible(facts.published_year):
        yield Problem("published_year", "year_impossible", str(facts.published_year))
    if facts.language is not None and not is_tag(facts.language):
        yield Problem("language", "language_unknown", facts.language)
    if facts.volume is not None and not 0 <= facts.volume <= HIGHEST_VOLUME:
        yield Problem("volume", "volume_impossible", str(facts.volume))
    if facts.price_cents is not None and not 0 <= facts.price_cents <= HIGHEST_PRICE:
        yield Problem("price_cents", "price_impossible", str(facts.price_cents))
    if not re.fullmatch("[A-Z]{3}", facts.currency):
        yield Problem("currency", "currency_unknown", facts.currency)
    if len((facts.description or "").encode()) > LONGEST_DESCRIPTION_BYTES:
        yield Problem("description", "description_too_long")
    if len(facts.categories) > MOST_CATEGORIES:
        yield Problem("categories", "too_many_categories")


def _problems_of_people(facts: BookFacts) -> Iterator[Problem]:
    if len(facts.authors) > MOST_AUTHORS:
        yield Problem("authors", "too_many_authors")
    for one in facts.authors:
        if max(len(one.name), len(one.original_name or "")) > LONGEST_NAME:
            yield Problem("authors", "author_too_long", one.name)
        if one.role not in ROLES:
            yield Problem("authors", "role_unknown", one.role)
