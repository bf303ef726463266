"""The most popular of many books, without looking at all of them: by bands, each twice as popular as the one below."""

from collections.abc import Iterator

from pyroaring import BitMap

from backend.catalog.queries.search.postings import books_marked
from backend.catalog.rules.marks import BAND, HIGHEST_BAND

# The band of four to seven ratings: of most libraries' books more than half have fewer.
HARDLY_ANY = 3


def most_popular(books: BitMap, at_most: int) -> BitMap:
    """At most so many of the books, none of them less popular by a whole band than one that is left out."""
    if len(books) <= at_most:
        return books
    found = BitMap()
    for band in bands():
        own = books & band
        if len(found) + len(own) >= at_most:
            return found | BitMap(own[: at_most - len(found)])
        found |= own
    return found


def popular_enough(books: BitMap, at_least: int) -> BitMap:
    """So many of the books or more: all of the bands in which the most popular of them are."""
    found = BitMap()
    for band in bands():
        found |= books & band
        if len(found) >= at_least:
            break
    return found


def bands() -> Iterator[BitMap]:
    """The books of each band, the most popular first. One statement, and one more for who goes on to the many that have
    hardly any ratings."""
    for own in (range(HIGHEST_BAND, HARDLY_ANY, -1), range(HARDLY_ANY, -1, -1)):
        names = [f"{BAND}{band}" for band in own]
        found = books_marked(names)
        yield from (found[name] for name in names if name in found)
