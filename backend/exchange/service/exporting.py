"""The catalogue as a file, piece by piece: a library of a million books fits through too."""

from collections.abc import Iterator

from backend.exchange.queries import records_of
from backend.exchange.rules.csv_writing import csv_head, csv_rows
from backend.exchange.rules.marc_writing import XML_FOOT, XML_HEAD, as_marc, as_xml, marc_record

AT_ONCE = 500
MEDIA = {"csv": "text/csv; charset=utf-8", "marc": "application/marc", "marcxml": "application/marcxml+xml"}
SUFFIXES = {"csv": "csv", "marc": "mrc", "marcxml": "xml"}


def export_records(format_name: str, library: str) -> Iterator[bytes]:
    """Every book of the catalogue in the order of the ids. Raises RecordTooLong."""
    yield {"csv": csv_head(), "marc": b"", "marcxml": XML_HEAD}[format_name]
    for books in records_of(library, AT_ONCE):
        if format_name == "csv":
            yield csv_rows((number, library, facts) for number, _, facts in books)
        else:
            write = as_marc if format_name == "marc" else as_xml
            yield b"".join(write(marc_record(number, library, day, facts)) for number, day, facts in books)
    yield XML_FOOT if format_name == "marcxml" else b""
