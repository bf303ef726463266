"""An export as a ZIP file: the document, the same as tables for spreadsheets, and a page that says what is what."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from backend.core.csv_cells import guarded
from backend.portability.rules.archive import DOCUMENT
from backend.portability.rules.items import FACETS, as_json

README = """这里是图书馆保存的关于你的全部内容。

shelfwise.json     全部内容，一个文件；可在「导入」中带回任何使用同一程序的图书馆
books.csv          你与书有关的一切：评分、状态、书评、笔记、书单……每本书一行，可用表格软件打开
held/*.csv         图书馆自己保存的内容：推荐名单、展示记录、通知、借阅与预约、费用、订单与付款、购物车、地址等

This is everything that the library holds about you.

shelfwise.json     all of it in one file; "Import" brings it into any library that runs this program
books.csv          what you did with books: stars, statuses, reviews, notes, lists; a row a book, for spreadsheets
held/*.csv         what the library itself keeps: lists it computed, what it showed you, notices, loans, holds, fines,
                   orders with their payments, carts, addresses
"""


def packed(document: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The archive of an export; pictures by the name of their file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr(DOCUMENT, json.dumps(document, ensure_ascii=False, indent=1))
        archive.writestr("books.csv", _table([_flat(book) for book in document["books"]]))
        archive.writestr("profile.csv", _table([document["profile"]]))
        archive.writestr("reading_lists.csv", _table(document["reading_lists"]))
        for name, rows in document["held"].items():
            archive.writestr(f"held/{name}.csv", _table(rows))
        for name, picture in (pictures or {}).items():
            archive.writestr(name, picture)
    return file.getvalue()


def _flat(book: Mapping[str, Any]) -> dict[str, Any]:
    """rating.stars, status.finished_on, ...; lists by name."""
    flat: dict[str, Any] = dict(book["book"])
    for facet in FACETS:
        if facet == "lists":
            flat["lists"] = list(book.get("lists", {}))
        else:
            flat.update({f"{facet}.{name}": value for name, value in book.get(facet, {}).items()})
    return flat


def _table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[_cell(row.get(name)) for name in columns] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return guarded("; ".join(value))
    return guarded(value if isinstance(value, str) else as_json(value))
