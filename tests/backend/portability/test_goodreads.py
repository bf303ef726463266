"""Goodreads' library export, as the site writes it and as people and spreadsheets damage it."""

import pytest

from backend.core.encodings import EncodingUnknown
from backend.portability.rules.errors import ColumnsUnknown
from tests.backend.portability.files import GOODREADS, goodreads, read, table

DUNE = {
    "Book Id": "44767458",
    "Title": "Dune (Dune, #1)",
    "Author": "Frank  Herbert",
    "Author l-f": "Herbert, Frank",
    "Additional Authors": "Simon Vance, Scott Brick",
    "ISBN": '="0441013597"',
    "ISBN13": '="9780441013593"',
    "My Rating": "5",
    "Average Rating": "4.27",
    "Number of Pages": "658",
    "Date Read": "2020/05/03",
    "Date Added": "2020/01/02",
    "Bookshelves": "sf, favorites",
    "Bookshelves with positions": "sf (#1), favorites (#2)",
    "Exclusive Shelf": "read",
    "My Review": "Spice &amp; sand.<br/><br/><b>Again!</b>",
    "Spoiler": "true",
    "Private Notes": "=lent to Ann",
    "Read Count": "2",
    "Owned Copies": "1",
}


def test_stars_dates_shelves_review_and_notes_are_kept() -> None:
    [item] = read("goodreads", goodreads(DUNE))
    assert (item.title, item.authors) == ("Dune (Dune, #1)", ("Frank Herbert", "Simon Vance", "Scott Brick"))
    assert (item.isbns, item.problems) == (("9780441013593",), ())
    assert item.said == {
        "rating": {"stars": 5.0, "at": "2020-05-03T04:00:00Z"},
        "favourite": {"at": "2020-01-02T04:00:00Z"},
        "status": {
            "status": "read",
            "finished_on": "2020-05-03",
            "at": "2020-05-03T04:00:00Z",
            "past": [[None, None]],
        },
        "note": {"text": "=lent to Ann", "at": "2020-01-02T04:00:00Z"},
        "review": {
            "title": "",
            "text": "Spice & sand.\n\nAgain!",
            "spoiler": True,
            "language": "en",
            "visibility": "private",
            "at": "2020-05-03T04:00:00Z",
        },
        "lists": {"sf": {"at": "2020-01-02T04:00:00Z", "position": 1}},
    }


@pytest.mark.parametrize(
    ("shelf", "status", "lists"),
    [
        ("to-read", "want_to_read", None),
        ("currently-reading", "reading", None),
        ("did-not-finish", "stopped", None),
        ("borrowed-from-ann", None, {"borrowed-from-ann": {}}),
    ],
)
def test_the_exclusive_shelf_is_a_status_or_a_list(shelf: str, status: str | None, lists: object) -> None:
    [item] = read("goodreads", goodreads({"Title": "X", "Exclusive Shelf": shelf, "Bookshelves": shelf}))
    assert (item.said.get("status", {}).get("status"), item.said.get("lists")) == (status, lists)


@pytest.mark.parametrize(
    ("shelf", "count", "day", "past"),
    [
        ("read", "3", "2020/05/03", [[None, None], [None, None]]),
        ("read", "1", "2020/05/03", None),
        ("read", "0", "", None),
        ("did-not-finish", "2", "2020/05/03", [[None, None]]),
        ("currently-reading", "2", "2020/05/03", [[None, "2020-05-03"]]),
        ("currently-reading", "1", "", None),
        ("to-read", "2", "2020/05/03", [[None, None], [None, "2020-05-03"]]),
        ("to-read", "0", "", None),
        ("read", "99999", "", [[None, None]] * 100),
    ],
)
def test_how_often_a_book_was_read_is_kept_as_readings_without_dates(
    shelf: str, count: str, day: str, past: object
) -> None:
    [item] = read(
        "goodreads", goodreads({"Title": "X", "Exclusive Shelf": shelf, "Read Count": count, "Date Read": day})
    )
    assert item.said["status"].get("past") == past


@pytest.mark.parametrize("stars", ["0", ""])
def test_no_stars_are_no_rating(stars: str) -> None:
    [item] = read("goodreads", goodreads({"Title": "X", "My Rating": stars}))
    assert "rating" not in item.said


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"My Rating": "six"}, "stars_impossible"),
        ({"My Rating": "7"}, "stars_impossible"),
        ({"My Rating": "0.5"}, "stars_raised"),
        ({"Read Count": "often"}, "count_impossible"),
        ({"Date Read": "2020/13/40"}, "date_impossible"),
        ({"Date Read": "spring 2020"}, "date_impossible"),
        ({"Date Added": "3/4/2020"}, "date_ambiguous"),
    ],
)
def test_a_field_that_makes_no_sense_costs_only_itself(cells: dict[str, str], code: str) -> None:
    [item] = read("goodreads", goodreads({"Title": "X", "Exclusive Shelf": "read", **cells}))
    assert ([problem.code for problem in item.problems], item.broken) == ([code], False)
    assert item.said["status"]["status"] == "read"


@pytest.mark.parametrize(("cell", "day"), [("2020-05-03", "2020-05-03"), ("25/12/2019", "2019-12-25")])
def test_dates_that_a_spreadsheet_has_rewritten_are_read(cell: str, day: str) -> None:
    [item] = read("goodreads", goodreads({"Title": "X", "Exclusive Shelf": "read", "Date Read": cell}))
    assert item.said["status"]["finished_on"] == day


def test_a_broken_row_costs_only_itself() -> None:
    good = goodreads({"Title": "One"}, {"Title": "Two"}).decode().splitlines(keepends=True)
    bad = ['1,"Half a "quoted" title",A\r\n', '2,"never closed,B\r\n', "\r\n", ",,,\r\n"]
    items = read("goodreads", "".join([*good[:2], *bad, good[2]]).encode())
    assert [(item.place, item.title[:3] if not item.broken else "broken") for item in items] == [
        *((2, "One"), (3, "broken"), (4, "broken"), (7, "Two")),
    ]


def test_a_row_in_another_encoding_is_broken_alone() -> None:
    data = goodreads({"Title": "三体"}, {"Title": "球状闪电"}).replace("球状闪电".encode(), "球状闪电".encode("gbk"))
    assert [(item.broken, [problem.code for problem in item.problems]) for item in read("goodreads", data)] == [
        *((False, []), (True, ["wrong_encoding"])),
    ]


def test_a_file_in_latin_1_is_named_for_what_it_is() -> None:
    rows = ({"Title": "Les Misérables"}, {"Title": "Cien años de soledad", "Author": "Gabriel García Márquez"})
    with pytest.raises(EncodingUnknown):
        read("goodreads", goodreads(*rows, encoding="latin-1"))


def test_a_file_without_titles_is_refused_by_name() -> None:
    with pytest.raises(ColumnsUnknown) as refused:
        read("goodreads", table(("Name", "Score"), {"Name": "X"}))
    assert set(refused.value.fields or {}) == {"Name", "Score"}


def test_a_file_with_semicolons_and_fewer_columns_is_read() -> None:
    [item] = read("goodreads", b"\xef\xbb\xbfTitle;Author;My Rating\r\nDune;Herbert;4\r\n")
    assert (item.title, item.said["rating"]["stars"]) == ("Dune", 4.0)


def test_every_column_of_the_export_may_hold_anything() -> None:
    """Whatever stands in a cell, the row is an item, and the next one is read."""
    awkward = ("=1+1", "'", '"', "\x00", "<b", "&amp", "9" * 40, "-", "\t", "🦊", "<br>" * 50, "2020/00/00")
    for column in GOODREADS:
        for text in awkward:
            items = read("goodreads", goodreads({"Title": "One", column: text}, {"Title": "Two"}))
            assert items[-1].title == "Two", (column, text)
