"""Files of other sites in the columns that they document, and walking an import through."""

import csv
import io
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.database import db
from backend.core.here import here_at
from backend.portability.models import AT_WORK, ReaderImport, ReaderImportRow
from backend.portability.queries.imports import ImportProgress, get_import, progress_of
from backend.portability.rules.items import Item
from backend.portability.rules.reading import read_file
from backend.portability.service import Brought, Here, Leaving, advance, begin_import, close_account, confirm, undo
from tests.conftest import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
HERE = Here("SW-here", SHANGHAI, NOW)
GOODREADS = (
    *("Book Id", "Title", "Author", "Author l-f", "Additional Authors", "ISBN", "ISBN13", "My Rating"),
    *("Average Rating", "Publisher", "Binding", "Number of Pages", "Year Published", "Original Publication Year"),
    *("Date Read", "Date Added", "Bookshelves", "Bookshelves with positions", "Exclusive Shelf", "My Review"),
    *("Spoiler", "Private Notes", "Read Count", "Owned Copies"),
)
TOFU = ("标题", "简介", "豆瓣评分", "链接", "创建时间", "我的评分", "标签", "评论")
USER_SCRIPT = ("标题", "个人评分", "打分日期", "我的短评", "出版日期", "作者", "条目链接")


def table(columns: tuple[str, ...], *rows: dict[str, Any], encoding: str = "utf-8") -> bytes:
    """A CSV file with these columns; what a row does not say is empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def goodreads(*rows: dict[str, Any], encoding: str = "utf-8") -> bytes:
    return table(GOODREADS, *rows, encoding=encoding)


def read(site: str, data: bytes, name: str = "", status: str | None = None) -> list[Item]:
    return list(read_file(site, data, name, SHANGHAI, status).items)


def brought(user_id: int, site: str, data: bytes, **more: Any) -> ReaderImport:
    """A file brought and checked."""
    one = begin_import(user_id, Brought(data, site, more.pop("name", "file.csv"), **more), HERE)
    db.session.commit()
    return finished(user_id, one.id)


def finished(user_id: int, import_id: int) -> ReaderImport:
    """Advance as the page does, until there is nothing to do; each step is committed."""
    while (one := get_import(user_id, import_id)).state in AT_WORK:
        advance(user_id, import_id, HERE)
        db.session.commit()
    return one


def imported(user_id: int, site: str, data: bytes, **more: Any) -> ImportProgress:
    """The same, confirmed and written."""
    one = brought(user_id, site, data, **more)
    confirm(user_id, one.id, HERE)
    db.session.commit()
    return progress_of(finished(user_id, one.id))


def undone(user_id: int, import_id: int) -> ImportProgress:
    undo(user_id, import_id)
    db.session.commit()
    return progress_of(finished(user_id, import_id))


def leave(user_id: int, keep_reviews: bool) -> None:
    close_account(Leaving(user_id, keep_reviews, Path("no pictures"), here_at(SHANGHAI, NOW)))


def verdicts(import_id: int) -> list[tuple[str, str | None, str | None]]:
    """Title, verdict and way of knowing of every row."""
    rows = db.session.query(ReaderImportRow).filter_by(import_id=import_id).order_by(ReaderImportRow.place)
    return [(row.title, row.verdict, row.how) for row in rows]
