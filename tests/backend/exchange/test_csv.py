"""CSV as spreadsheets and people write it."""

import pytest

from backend.catalog.rules.facts import Credit
from backend.core.encodings import EncodingUnknown
from backend.exchange.rules.errors import ColumnsUnknown
from tests.backend.exchange.files import AWKWARD, read, table, written

ROW = {"书名": "三体", "作者": "刘慈欣; 某人", "isbn": "978-7-5366-9293-0", "语种": "chi", "出版年": "2008"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_chinese_table_is_read_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    [record] = read("csv", table(ROW, encoding=encoding))
    assert record.problems == ()
    assert record.given == {
        "title": "三体",
        "authors": (Credit("刘慈欣"), Credit("某人")),
        "isbn13": "978-7-5366-9293-0",
        "language": "zh",
        "published_year": 2008,
    }


def test_a_row_in_another_encoding_is_refused_alone() -> None:
    rows = ["title,publisher", "三体,重庆出版社", "球状闪电,四川", "流浪地球,", ""]
    data = "\r\n".join(rows).encode().replace("球状闪电".encode(), "球状闪电".encode("gbk"))
    records = read("csv", data)
    assert [[problem.code for problem in record.problems] for record in records] == [[], ["wrong_encoding"], []]
    assert [record.place for record in records] == [2, 3, 4]


@pytest.mark.parametrize("data", ["title\n三体".encode("utf-16"), b"title\n\xff\xff\xff\n"])
def test_a_file_in_no_known_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(EncodingUnknown):
        read("csv", data)


@pytest.mark.parametrize("head", ["titel", "publisher,language", "title,title", "title,"])
def test_a_table_whose_columns_are_not_known_is_refused(head: str) -> None:
    with pytest.raises(ColumnsUnknown):
        read("csv", f"{head}\nx,y\n".encode())


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    records = read("csv", b'title,publisher\nOne,A\n"Two,B\nThree,C\nFour,D\n')
    assert [[problem.code for problem in record.problems] for record in records] == [[], ["wrong_column_count"], [], []]
    assert [record.place for record in records] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"published_year": "MMVIII"}, "year_impossible"),
        ({"price_cents": "12.50"}, "price_impossible"),
        ({"volume": "three"}, "volume_impossible"),
        ({"authors": "A", "author_roles": "author; editor"}, "authors_do_not_match"),
    ],
)
def test_a_cell_that_cannot_be_understood_is_named(cells: dict[str, str], code: str) -> None:
    [record] = read("csv", table({"title": "X", **cells}))
    assert [problem.code for problem in record.problems] == [code]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_tables_with_semicolons_or_tabs_are_read(separator: str) -> None:
    [record] = read("csv", separator.join(["title", "publisher"]).encode() + separator.join(["\nA", "B"]).encode())
    assert record.given == {"title": "A", "publisher": "B"}


def test_nothing_in_an_exported_table_is_a_formula() -> None:
    text = written("csv", [("SW-1", facts) for facts in AWKWARD]).decode("utf-8-sig")
    assert ",=1+1," not in text
    assert ",'=1+1," in text
