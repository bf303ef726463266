"""What a copy looks like: lines of JSON, so that whoever has one can read it without us.

    {"format": 1, "revision": "0021", "made_at": "...", "tables": 71}
    {"table": "book", "columns": [["id", "number"], ["title", "text"], ...]}
    [1, "三体", ...]
    {"end": "book", "rows": 718, "sum": "9f..."}
    {"file": "covers/0a..-200.webp", "size": 9120, "sha256": "...", "base64": "..."}
    {"end": "all", "tables": 71, "rows": 51234, "files": 12}

The sum of a table is that of the SHA-256 of its rows, modulo 2^256: in whichever order rows come, it is the same.
"""

import json
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

FORMAT = 1
KINDS = NUMBER, REAL, TEXT, BYTES, DAY, TIME, MOMENT = ("number", "real", "text", "bytes", "day", "time", "moment")
_MODULUS = 2**256
_READ: dict[str, Callable[[str], Any]] = {
    BYTES: b64decode,
    DAY: date.fromisoformat,
    TIME: time.fromisoformat,
    MOMENT: datetime.fromisoformat,
}
Row = Sequence[Any]


def line_of(value: Any) -> bytes:
    """One line, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def written(kind: str, value: Any) -> Any:
    """A value of a column as it stands in a line."""
    if value is None or kind in (REAL, TEXT):
        return value
    if kind == NUMBER:
        return int(value)
    return b64encode(value).decode() if kind == BYTES else value.isoformat()


def read(kind: str, value: Any) -> Any:
    """The other way."""
    if value is None or kind in (NUMBER, REAL, TEXT):
        return value
    return _READ[kind](value)


class Sum:
    """Counts the rows of a table, and adds them up."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self._kinds = kinds
        self.rows, self._sum = 0, 0

    def add(self, row: Row) -> None:
        """A row as it stands in a line."""
        same = [_comparable(kind, value) for kind, value in zip(self._kinds, row, strict=True)]
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(sha256(line_of(same)).digest())) % _MODULUS

    @property
    def hexadecimal(self) -> str:
        return f"{self._sum:064x}"


def _comparable(kind: str, value: Any) -> Any:
    """As the databases hold it alike: MariaDB keeps seconds without their parts, and a FLOAT has four bytes."""
    if value is None:
        return None
    if kind == MOMENT:
        return value[:19]
    return struct.pack("<f", value).hex() if kind == REAL else value
