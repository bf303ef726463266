"""The exports that Douban's readers have: of 豆伴 (tofu), of the user scripts, and tables of their own."""

import pytest

from backend.portability.rules.douban import status_in_name
from tests.backend.portability.files import TOFU, USER_SCRIPT, read, table

DUNE = {
    "标题": "沙丘",
    "简介": "[美] 弗兰克·赫伯特 / 2017 / 江苏凤凰文艺出版社",
    "豆瓣评分": "8.9",
    "链接": "https://book.douban.com/subject/26928770/",
    "创建时间": "2020-05-03 23:30:00",
    "我的评分": "4",
    "标签": "科幻,美国文学",
    "评论": "沙子很多",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_sheet_of_tofu_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    [item] = read("douban", table(TOFU, DUNE, encoding=encoding), "读过.csv")
    assert (item.title, item.authors, item.problems) == ("沙丘", ("弗兰克·赫伯特",), ())
    assert item.said == {
        "rating": {"stars": 4.0, "at": "2020-05-03T15:30:00Z"},
        "status": {"status": "read", "finished_on": "2020-05-03", "at": "2020-05-03T15:30:00Z"},
        "review": {
            "title": "",
            "text": "沙子很多",
            "spoiler": False,
            "language": "zh",
            "visibility": "private",
            "at": "2020-05-03T15:30:00Z",
        },
        "lists": {"科幻": {}, "美国文学": {}},
    }


@pytest.mark.parametrize(
    ("name", "told", "status"),
    [
        ("想读.csv", None, "want_to_read"),
        ("豆伴-在读-2026.csv", None, "reading"),
        ("db-book-wish-20260101.csv", None, "want_to_read"),
        ("export.csv", None, "read"),
        ("export.csv", "reading", "reading"),
    ],
)
def test_the_status_is_told_by_the_reader_or_the_name_of_the_sheet(name: str, told: str | None, status: str) -> None:
    [item] = read("douban", table(TOFU, DUNE), name, told)
    assert item.said["status"]["status"] == status
    assert told or status_in_name(name) in (status, None)


def test_a_user_script_writes_quotation_marks_and_a_comma_too_many() -> None:
    rows = [
        ",".join(USER_SCRIPT),
        '"沙丘","5","2020/05/03","他说"好"(3 有用)","2017-2","[美] 弗兰克·赫伯特 / 潘振华","https://book.douban.com/1/",',
        '"无间双龙","5","2015/03/21","","2015/01/16","","https://movie.douban.com/subject/25953663/",',
    ]
    book, film = read("douban", "\r\n".join(rows).encode("utf-8-sig"))
    assert (book.authors, book.said["review"]["text"]) == (("弗兰克·赫伯特", "潘振华"), '他说"好"')
    assert [problem.code for problem in film.problems] == ["not_a_book"]


def test_a_sheet_of_reviews_is_about_the_book_between_the_marks() -> None:
    columns = ("标题", "评论对象", "链接", "创建时间", "我的评分", "类型", "内容")
    row = {
        "标题": "沙与香料",
        "评论对象": "《沙丘》",
        "创建时间": "2020-05-03 09:00:00",
        "我的评分": "5",
        "内容": "很好",
    }
    [item] = read("douban", table(columns, row))
    assert (item.title, item.said["review"]["title"], item.said["review"]["text"]) == ("沙丘", "沙与香料", "很好")
    assert "status" not in item.said


def test_a_table_of_ones_own_with_status_and_isbn_is_read() -> None:
    columns = ("书名", "作者", "ISBN", "状态", "评分")
    rows = (
        {"书名": "三体", "作者": "刘慈欣", "ISBN": "978-7-5366-9293-0", "状态": "在读", "评分": "力荐"},
        {"书名": "活着", "作者": "余华", "状态": "吃过", "评分": "★★★☆☆"},
    )
    first, second = read("douban", table(columns, *rows))
    assert (first.isbns, first.said["status"]["status"]) == (("9787536692930",), "reading")
    assert first.said["rating"]["stars"] == 5
    assert ([problem.code for problem in second.problems], second.said["rating"]["stars"]) == (["status_unknown"], 3)


def test_the_csv_of_douban_sync_is_read() -> None:
    columns = ("title", "url", "date", "rating", "status", "comment")
    row = {"title": "三体", "url": "https://book.douban.com/subject/2567698/", "date": "2020-05-03", "status": "读过"}
    [item] = read("douban", table(columns, row))
    assert item.said == {"status": {"status": "read", "finished_on": "2020-05-03", "at": "2020-05-03T04:00:00Z"}}
