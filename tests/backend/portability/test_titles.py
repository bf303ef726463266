"""Whether a title and an author in a file are a book of the catalogue."""

import pytest

from backend.portability.queries.catalogue import Known
from backend.portability.rules.matching import match_by_title
from backend.portability.rules.titles import same_author, title_keys


def known(book_id: int, title: str, *people: str, subtitle: str | None = None) -> Known:
    keys = title_keys(title, subtitle)
    return Known(book_id, title, frozenset(keys), frozenset(keys[:1]), people)


@pytest.mark.parametrize(
    ("written", "in_catalogue"),
    [
        ("Dune (Dune Chronicles, #1)", "Dune"),
        ("DUNE", "Dune"),
        ("三體", "三体"),
        ("三体（全集）【典藏版】", "三体"),
        ("Les Miserables", "Les Misérables"),
        ("Sapiens", "Sapiens: A Brief History of Humankind"),
        ("Sapiens: A Brief History of Humankind", "Sapiens"),
        ("人类简史：从动物到上帝", "人类简史"),
        ("Ｄｕｎｅ", "Dune"),
    ],
)
def test_a_title_is_the_same_however_it_is_written(written: str, in_catalogue: str) -> None:
    assert {*title_keys(written)} & {*title_keys(in_catalogue)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("J.R.R. Tolkien", "J. R. R. Tolkien", True),
        ("John Ronald Reuel Tolkien", "J.R.R. Tolkien", True),
        ("Tolkien, J.R.R.", "J.R.R. Tolkien", True),
        ("Cixin Liu", "刘慈欣", True),
        ("Liu Cixin", "劉慈欣", True),
        ("赫伯特", "弗兰克·赫伯特", True),
        ("Christopher Tolkien", "J.R.R. Tolkien", False),
        ("Frank Herbert", "Brian Herbert", False),
        ("刘震云", "刘慈欣", False),
        ("Stephen King", "Stephen Hawking", False),
    ],
)
def test_an_author_is_the_same_however_the_name_is_written(one: str, other: str, same: bool) -> None:
    assert same_author([one], [other]) is same


def test_two_books_of_one_title_are_told_apart_by_their_authors() -> None:
    books = [known(1, "Selected Poems", "W. H. Auden"), known(2, "Selected Poems", "Emily Dickinson")]
    assert match_by_title("Selected Poems", ["Emily Dickinson"], books).book_id == 2
    both = match_by_title("Selected Poems", [], books)
    assert (both.verdict, both.candidates) == ("ambiguous", (1, 2))


def test_a_book_by_somebody_else_is_not_it_and_is_offered() -> None:
    match = match_by_title("Emma", ["Alexander McCall Smith"], [known(1, "Emma", "Jane Austen")])
    assert (match.book_id, match.verdict, match.candidates) == (None, "missing", (1,))
    assert match.problem is not None and match.problem.code == "author_differs"


def test_the_whole_title_is_nearer_than_the_first_words() -> None:
    books = [known(1, "Dune", "Frank Herbert"), known(2, "Dune: The Graphic Novel", "Frank Herbert")]
    assert match_by_title("Dune", ["Frank Herbert"], books).book_id == 1
    assert match_by_title("Dune: The Graphic Novel", ["Frank Herbert"], books).book_id == 2


def test_without_an_author_only_exactly_the_title_will_do() -> None:
    assert match_by_title("沙丘", [], [known(1, "沙丘", "赫伯特")]).how == "title"
    assert match_by_title("沙丘", [], [known(1, "沙丘：救世主", "赫伯特")]).verdict == "ambiguous"
