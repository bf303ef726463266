"""A file of one of the sites as items."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from backend.portability.rules.archive import read_archive
from backend.portability.rules.douban import mended, read_douban, status_in_name
from backend.portability.rules.goodreads import read_goodreads
from backend.portability.rules.items import DOUBAN, SHELFWISE, Item
from backend.portability.rules.tables import REASON, table_of


@dataclass(frozen=True)
class Given:
    """A file as its items, the head of its table, and what it says of the reader beside books."""

    items: Iterator[Item]
    head: list[str]
    about_me: dict[str, object]
    # The file of his own picture, as it was found.
    picture: bytes | None = None


def read_file(site: str, data: bytes, name: str, zone: tzinfo, status: str | None = None) -> Given:
    """Raises FileEmpty, EncodingUnknown, ColumnsUnknown, ArchiveUnreadable.

    status: of books where a Douban file does not tell it; else its name does, else they are read.
    """
    if site == SHELFWISE:
        archive = read_archive(data)
        return Given(iter(archive.items), [], archive.about_me, archive.picture)
    if site == DOUBAN:
        table = table_of(data, mended)
        otherwise = status or status_in_name(name) or "read"
        return Given(read_douban(table, zone, otherwise), _own(table.head), {})
    table = table_of(data)
    return Given(read_goodreads(table, zone), _own(table.head), {})


def _own(head: list[str]) -> list[str]:
    return [name for name in head if name != REASON]
