"""The columns of a CSV file of books, and how several values stand in one cell.

| column | what |
| --- | --- |
| `id`, `library` | what the book is called in the library that exported it, and that library's code; leave both empty |
| `isbn13` | an ISBN of 13 or 10 digits, hyphens allowed |
| `title`, `subtitle`, `original_title` | |
| `authors` | names as on the book, separated by `; ` |
| `author_roles` | for each of them author, translator, editor or illustrator; empty: author |
| `author_original_names` | for each of them the name in its own script, or nothing |
| `series`, `series_original_name`, `volume` | volume: 1, 2, 1.5 |
| `publisher`, `published_year` | the year is negative before our era |
| `language` | BCP 47 (`zh`, `en`) or ISO 639-2 (`chi`, `eng`) |
| `description` | may have several lines |
| `categories` | slugs or names of the categories, separated by `; `, the main one first |
| `price_cents`, `currency` | in the smallest unit; ISO 4217 |

A column that is not there says nothing: the facts of a book that is known stay. An empty cell empties the fact. Inside
a list `\\;` is a semicolon and `\\\\` a backslash. An apostrophe before `=`, `+`, `-`, `@` keeps a spreadsheet from
calculating; it is no part of the text.
"""

import re
from collections.abc import Iterable

COLUMNS = (
    *("id", "library", "isbn13", "title", "subtitle", "original_title", "authors", "author_roles"),
    *("author_original_names", "series", "series_original_name", "volume", "publisher", "published_year", "language"),
    *("description", "categories", "price_cents", "currency"),
)
NUMBERS = frozenset({"isbn13", "volume", "published_year", "price_cents"})
# One of these tells which book a row is about.
NAMING = frozenset({"id", "isbn13", "title"})
# Headings that Chinese libraries give their columns.
ALIASES = {
    "编号": "id", "isbn": "isbn13", "题名": "title", "书名": "title", "副题名": "subtitle", "原题名": "original_title",
    "作者": "authors", "责任者": "authors", "丛书": "series", "卷次": "volume", "出版社": "publisher",
    "出版者": "publisher", "出版年": "published_year", "语种": "language", "简介": "description", "摘要": "description",
    "分类": "categories",
}  # fmt: skip
_PART = re.compile(r"(?:[^\\;]|\\.)+|;", re.DOTALL)


def joined(values: Iterable[str]) -> str:
    """Several values in one cell; nothing when all of them are empty."""
    cells = [value.replace("\\", "\\\\").replace(";", "\\;") for value in values]
    return "; ".join(cells) if any(cells) else ""


def parted(cell: str) -> list[str]:
    """The values of such a cell, in their order, empty ones too."""
    parts = [""]
    for found in _PART.findall(cell):
        if found == ";":
            parts.append("")
        else:
            parts[-1] = re.sub(r"\\(.)", r"\1", found.strip(), flags=re.DOTALL)
    return parts if any(parts) else []
