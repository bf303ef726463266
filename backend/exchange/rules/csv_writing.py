"""Books as lines of CSV: UTF-8 with a byte order mark, which spreadsheets need to see that it is UTF-8."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from backend.catalog.rules.facts import BookFacts, line, paragraphs
from backend.core.csv_cells import guarded
from backend.exchange.rules.csv_layout import COLUMNS, NUMBERS, joined


def csv_head() -> bytes:
    return b"\xef\xbb\xbf" + _lines([COLUMNS])


def csv_rows(books: Iterable[tuple[str, str, BookFacts]]) -> bytes:
    """The lines of books, each given by its control number, the library's code and its facts."""
    return _lines([_cells(number, library, facts) for number, library, facts in books])


def plain_number(value: float) -> str:
    """Without an exponent and without zeros that say nothing: 1, 1.5."""
    return format(Decimal(repr(value)).normalize(), "f")


def _cells(number: str, library: str, facts: BookFacts) -> list[str]:
    values: dict[str, object] = {
        "id": number,
        "library": library,
        "authors": joined(line(one.name) or "" for one in facts.authors),
        "author_roles": joined(one.role for one in facts.authors),
        "author_original_names": joined(line(one.original_name) or "" for one in facts.authors),
        "categories": joined(facts.categories),
        "description": paragraphs(facts.description),
        "volume": None if facts.volume is None else plain_number(facts.volume),
    }
    cells = []
    for name in COLUMNS:
        value = values[name] if name in values else getattr(facts, name)
        text = "" if value is None else str(value)
        text = text if name == "description" else line(text) or ""
        cells.append(text if name in NUMBERS else guarded(text))
    return cells


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
