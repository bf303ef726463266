"""Files of records for the tests, and sending them."""

import csv
import io
from datetime import date
from typing import Any

from backend.catalog.rules.facts import BookFacts, Credit
from backend.core.database import db
from backend.exchange.queries import ImportReport
from backend.exchange.rules.csv_reading import read_csv
from backend.exchange.rules.csv_writing import csv_head, csv_rows
from backend.exchange.rules.marc_reading import read_marc, read_xml
from backend.exchange.rules.marc_writing import XML_FOOT, XML_HEAD, as_marc, as_xml, marc_record
from backend.exchange.rules.records import Record
from backend.exchange.service import Here, ImportFile, export_records, import_records
from tests.conftest import NOW

TODAY = date(2026, 11, 20)
HERE = Here("SW-this", TODAY, NOW)
FORMATS = ("csv", "marc", "marcxml")

# Everything that has ever gone wrong between two catalogues.
AWKWARD = (
    BookFacts(
        title='Say "Hello", World; or: \\ | $ ^',
        subtitle="=1+1",
        authors=(Credit('O\'Neil; the "Elder"', "editor"), Credit("-Minus", "author", "@At"), Credit("x\\")),
        description='First line,\n"second"; third\n\n=SUM(A1)',
        series=";",
        volume=0.5,
        published_year=-480,
        price_cents=0,
        currency="EUR",
    ),
    BookFacts(
        title="三体 📚👩‍🚀",
        original_title="سه جسم \u200fعربى",
        authors=(
            Credit("刘慈欣", "author", "Liu Cixin"),
            Credit("שלום", "translator"),
            Credit("𠮷野家", "illustrator"),
        ),
        series="地球往事",
        series_original_name="Remembrance of Earth’s Past",
        volume=1.0,
        publisher="重庆出版社 /",
        published_year=2008,
        language="zh",
        isbn13="9787536692930",
        categories=("chinese-sf", "science-fiction"),
        price_cents=2300,
    ),
    BookFacts(title="'=cmd", subtitle="'Tis", authors=(Credit("'"),), language="tlh", published_year=7),
    BookFacts(title="Long", description="长" * 21_000, isbn13="9780441013593"),
    BookFacts(title="A title :", subtitle="with what ISBD would take for its own /", publisher="Ace,"),
)


def written(format_name: str, books: list[tuple[str, BookFacts]], library: str = "SW-that") -> bytes:
    """A file of books as a library of ours exports it."""
    if format_name == "csv":
        return csv_head() + csv_rows((number, library, facts) for number, facts in books)
    records = [marc_record(number, library, TODAY, facts) for number, facts in books]
    if format_name == "marc":
        return b"".join(as_marc(record) for record in records)
    return XML_HEAD + b"".join(as_xml(record) for record in records) + XML_FOOT


def read(format_name: str, data: bytes) -> list[Record]:
    return list({"csv": read_csv, "marc": read_marc, "marcxml": read_xml}[format_name](data))


def table(*rows: dict[str, Any], encoding: str = "utf-8") -> bytes:
    """A CSV file with the columns that the rows have."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def bring_in(data: bytes, format_name: str = "csv", **more: Any) -> ImportReport:
    """Import as the edge does: what came out is kept."""
    report = import_records(ImportFile(data, format_name, f"books.{format_name}"), HERE, **more)
    db.session.commit()
    return report


def whole(format_name: str) -> bytes:
    """The catalogue as a file."""
    return b"".join(export_records(format_name, HERE.library))


def codes(report: ImportReport) -> list[tuple[int, str, list[str]]]:
    return [(row.place, row.done, [reason.code for reason in row.reasons]) for row in report.rows]
