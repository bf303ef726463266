"""Records out of a file of one of the formats."""

from collections.abc import Callable, Iterator

from backend.exchange.rules.csv_reading import read_csv
from backend.exchange.rules.marc_reading import read_marc, read_xml
from backend.exchange.rules.records import Record

_READERS: dict[str, Callable[[bytes], Iterator[Record]]] = {"csv": read_csv, "marc": read_marc, "marcxml": read_xml}


def read_records(format_name: str, data: bytes) -> Iterator[Record]:
    """Every record of the file, the broken ones too. Raises the errors of rules.errors for a file without any."""
    return _READERS[format_name](data)
