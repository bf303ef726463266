import pytest

from backend.catalog.rules import isbn13_of, rating_mean, rating_score, sort_title


@pytest.mark.parametrize(
    ("written", "isbn13"),
    [
        ("978-0-306-40615-7", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("439023483", "9780439023481"),  # an ISBN-10 whose leading zero a spreadsheet ate
        ("978-0-306-40615-8", None),
        ("0306406153", None),
        ("9.78043902348e+12", None),
        ("0000000000", None),
        ("", None),
        ("not an ISBN", None),
    ],
)
def test_an_isbn_is_known_in_any_spelling_and_only_with_its_check_digit(written: str, isbn13: str | None) -> None:
    assert isbn13_of(written) == isbn13


@pytest.mark.parametrize(
    ("title", "filed"),
    [
        ("The Left Hand of Darkness", "left hand of darkness"),
        ("A Brief History of Time", "brief history of time"),
        ("Cien años de soledad", "cien anos de soledad"),
        ("三体", "san ti"),
        ("The", "the"),
        ("?!", "?!"),
    ],
)
def test_a_title_is_filed_without_its_article_case_and_accents(title: str, filed: str) -> None:
    assert sort_title(title) == filed


def test_one_enthusiast_does_not_outrank_a_hundred_readers() -> None:
    assert rating_score([0, 0, 0, 0, 1]) < rating_score([0, 0, 10, 30, 60])
    assert rating_score([0, 0, 0, 0, 0]) == 3.5


def test_the_mean_is_plain_and_absent_without_ratings() -> None:
    assert rating_mean([0, 0, 0, 1, 1]) == 4.5
    assert rating_mean([0, 0, 0, 0, 0]) is None
