"""What Douban's readers export with the tools that there are: the site has no export of its own.

| tool | columns |
| --- | --- |
| 豆伴 (tofu), sheets 想读, 在读, 读过 as CSV; NeoDB | 标题 简介 豆瓣评分 链接 创建时间 我的评分 标签 评论 |
| its sheet 书评 | 标题 评论对象 链接 创建时间 我的评分 类型 内容 |
| the user script 豆瓣读书+电影+音乐导出工具 and its kin | 标题 个人评分 打分日期 我的短评 出版日期 作者 条目链接 |
| douban-sync | title url date rating status comment |
| tables that people keep | 书名 作者 出版社 ISBN 状态 ... |

简介 is "[美] 弗兰克·赫伯特 / 2017 / 江苏凤凰文艺出版社": its first part is the author. Tags become lists. A comment was
written for others: it becomes a review. Where no column says the status, the file's name does, or the reader.
The user scripts do not double the quotation marks in a comment: such rows are read cell by cell.
"""

import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from backend.catalog.rules import isbn13_of
from backend.portability.rules.cells import moment_of, person_of, stars_of, status_of, text_of, without_votes
from backend.portability.rules.items import LISTS, RATING, REVIEW, STATUS, Item, Problem, broken
from backend.portability.rules.said import listed, rated, read_status, reviewed
from backend.portability.rules.tables import Table, named, unreadable

_SPELLINGS = {
    "title": ("标题", "书名", "题名", "名称", "title", "name"),
    "intro": ("简介", "intro"),
    "authors": ("作者", "author", "authors"),
    "isbn": ("isbn", "isbn13", "isbn10"),
    "stars": ("我的评分", "个人评分", "评分", "rating", "my rating"),
    "at": ("创建时间", "打分日期", "标记时间", "标记日期", "日期", "读过日期", "date", "create_time"),
    "tags": ("标签", "我的标签", "tags", "labels"),
    "comment": ("评论", "我的短评", "短评", "我的评论", "comment"),
    "status": ("状态", "阅读状态", "status"),
    "link": ("链接", "条目链接", "豆瓣链接", "url", "link"),
    "about": ("评论对象",),
    "review": ("内容",),
    "number": ("其它id",),
}
COLUMNS = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings}
# Douban says when in its own time, wherever the library stands.
DOUBAN_TIME = ZoneInfo("Asia/Shanghai")
_OTHER_MEDIA = re.compile(r"//(movie|music)\.douban\.com|douban\.com/(game|location)/")
_BY_TITLE = re.compile(r"[\[［].{1,8}[\]］]")
_ISBN = re.compile(r"isbn:([\dXx-]+)", re.IGNORECASE)


def mended(line: str) -> list[str]:
    """The cells of a row of quoted cells with quotation marks in them that are not doubled."""
    bare = line.rstrip("\r\n").rstrip(",")
    if not (len(bare) > 1 and bare.startswith('"') and bare.endswith('"')):
        return []
    return bare[1:-1].split('","')


def status_in_name(file_name: str) -> str | None:
    """The status that a file's name tells: 读过.csv, db-book-wish-20260101.csv."""
    for part in re.split(r"[\s_.\-()（）]+", file_name.lower()):
        if (status := status_of(part)) is not None:
            return status
    return next((status_of(word) for word in ("想读", "在读", "读过") if word in file_name), None)


def read_douban(table: Table, zone: tzinfo, otherwise: str = "read") -> Iterator[Item]:
    """Every row, the broken ones too; `otherwise` is the status where none is told. Raises ColumnsUnknown."""
    names = named(table.head, COLUMNS, "title")
    for row in table.rows:
        yield unreadable(row) or _item(row.place, row.cells or [], names, zone, otherwise)


def _item(place: int, cells: list[str], names: list[str], zone: tzinfo, otherwise: str) -> Item:
    # Of two columns for the same the first that says something counts.
    given: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=True):
        given[name] = given.get(name) or cell
    about = given.get("about", "").strip("《》 ")
    title = about or given["title"]
    if _OTHER_MEDIA.search(given.get("link", "")):
        return broken(place, "not_a_book", title, cells)
    if not title:
        return broken(place, "title_missing", cells=cells)
    problems: list[Problem] = []

    def take(found: tuple[Any, tuple[Problem, ...]]) -> Any:
        problems.extend(found[1])
        return found[0]

    at = take(moment_of(given.get("at", ""), DOUBAN_TIME, "finished"))
    stars = take(stars_of(given.get("stars", "")))
    told = given.get("status", "")
    status = status_of(told) or next(
        (status for word in given.get("at", "").split() if (status := status_of(word))), None
    )
    if told and status is None:
        problems.append(Problem("status", "status_unknown", told[:40]))
    status = status or (None if told or about else otherwise)
    text = text_of(given["review"]) if about else text_of(without_votes(given.get("comment", "")))
    said = {
        RATING: rated(stars, at),
        STATUS: read_status(status, at, at if status == "read" else None, DOUBAN_TIME),
        REVIEW: reviewed(text, at, title=given["title"] if about else None),
        LISTS: listed([tag.strip() for tag in re.split(r"[,，]", given.get("tags", ""))]),
    }
    return Item(
        place,
        title,
        _people(given),
        _isbns(given),
        {facet: value for facet, value in said.items() if value},
        tuple(problems),
        tuple(cells),
    )


def _people(given: dict[str, str]) -> tuple[str, ...]:
    text = given.get("authors") or given.get("intro", "").split(" / ")[0]
    # The user scripts write [author] where the site says [美] 某某: a name of brackets alone is no name.
    people = [person_of(name) for name in re.split(r"\s*[/;；、]\s*|,\s+", _BY_TITLE.sub(" ", text))]
    return tuple(dict.fromkeys(name for name in people if name and not name[0].isdigit()))


def _isbns(given: dict[str, str]) -> tuple[str, ...]:
    found = [given.get("isbn", "").strip("=\"' "), *_ISBN.findall(given.get("number", ""))]
    return tuple(dict.fromkeys(isbn for text in found if text and (isbn := isbn13_of(text))))
