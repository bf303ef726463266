"""Which book a row means, where the reader knows it better."""

from sqlalchemy import select

from backend.catalog.queries import get_book
from backend.core.database import db
from backend.core.errors import NotFound
from backend.portability.models import CHECKED, ReaderImportRow
from backend.portability.queries.imports import lock_import
from backend.portability.rules.items import BROKEN, SKIPPED
from backend.portability.service.importing import ImportNotReady
from backend.portability.service.matching import check_chosen


class RowNotFound(NotFound):
    message = "The import has no such row."


def choose_book(user_id: int, import_id: int, place: int, book_id: int | None) -> ReaderImportRow:
    """Say which book a row is about, or (None) that it is to be left out.

    Raises ReaderImportNotFound, RowNotFound, BookNotFound, and ImportNotReady unless the rows wait for their reader.
    """
    one = lock_import(user_id, import_id)
    row = db.session.scalar(
        select(ReaderImportRow).where(ReaderImportRow.import_id == import_id, ReaderImportRow.place == place)
    )
    if row is None:
        raise RowNotFound
    if one.state != CHECKED or row.verdict == BROKEN:
        raise ImportNotReady
    if book_id is None:
        row.verdict, row.book_id, row.how, row.compared = SKIPPED, None, None, "{}"
        return row
    get_book(book_id)
    # Its own earlier choice must not stand in its way.
    check_chosen(one, row, book_id)
    db.session.refresh(row)
    return row
