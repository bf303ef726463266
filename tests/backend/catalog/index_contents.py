"""Everything that is in the search index, to be compared with an index made anew."""

from dataclasses import dataclass

from sqlalchemy import select

from backend.catalog.models import SearchDocument, SearchKey, SearchPosting, SearchTerm
from backend.catalog.queries.search.postings import unpacked
from backend.core.database import db


@dataclass(frozen=True)
class Contents:
    """Term -> number of books; common term -> its books; book -> words and marks; keys."""

    documents: dict[str, int]
    postings: dict[str, frozenset[int]]
    words: dict[int, tuple[str, str]]
    keys: frozenset[tuple[int, str]]


def contents() -> Contents:
    db.session.rollback()
    terms = db.session.scalars(select(SearchTerm).where(SearchTerm.documents > 0)).all()
    names = {term.id: term.term for term in terms}
    postings: dict[str, set[int]] = {}
    for row in db.session.scalars(select(SearchPosting).where(SearchPosting.term_id.in_(names))):
        postings.setdefault(names[row.term_id], set()).update(unpacked(row.part, row.books))
    documents = db.session.execute(select(SearchDocument.book_id, SearchDocument.words, SearchDocument.marks))
    keys = db.session.execute(select(SearchKey.book_id, SearchKey.key))
    return Contents(
        {term.term: term.documents for term in terms},
        {term: frozenset(books) for term, books in postings.items() if books},
        {book_id: (words, marks) for book_id, words, marks in documents},
        frozenset((book_id, key) for book_id, key in keys),
    )


def assert_as_made_anew(kept: Contents, anew: Contents) -> None:
    assert kept.documents == anew.documents
    # A term that was common once keeps its bitmap: it is right all the same.
    assert anew.postings.items() <= kept.postings.items()
    assert {term: len(books) for term, books in kept.postings.items()}.items() <= kept.documents.items()
    assert kept.words == anew.words
    assert kept.keys == anew.keys
