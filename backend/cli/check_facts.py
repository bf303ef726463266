"""`flask check-facts`: whether the figures that lists show of books are what they are counted to be."""

import sys
from collections.abc import Sequence
from datetime import date

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.catalog.service import Difference, books_to_check, lock_books, mend_facts, wrong_facts
from backend.circulation.queries.copies import taken_copies
from backend.circulation.service.counting import mend_counts, wrong_counts
from backend.core import clock
from backend.core.database import db
from backend.core.settings import Settings
from backend.engagement.service import lock_reviews, mend_stars, mend_votes, wrong_stars, wrong_votes


@click.command("check-facts")
@click.option("--mend", is_flag=True, help="Make right what is wrong.")
@with_appcontext
def check_facts(mend: bool) -> None:
    """Count every book's stars, copies, loans and stock and the votes of its reviews anew, and compare; the same for
    its place in the search index.

    Exit status 1 when something is wrong and was not mended. Readers and staff can go on meanwhile.
    """
    books = wrong = 0
    for book_ids in books_to_check():
        books += len(book_ids)
        suspects = {difference.book_id for difference in _differences(book_ids)}
        db.session.rollback()
        # Locked now, so that nobody is in the middle of changing them.
        certain = _differences(_locked(suspects)) if suspects else []
        for found in certain:
            click.echo(f"book {found.book_id}: {found.fact} is {found.stored}, should be {found.counted}")
        wrong += len(certain)
        if mend and certain:
            ids = sorted({found.book_id for found in certain})
            mend_stars(ids)
            mend_votes(ids)
            mend_counts(_today(), ids)
            mend_facts(ids, taken_copies(ids))
        db.session.commit()
    click.echo(f"{books:,} books checked, {wrong:,} facts {'mended' if mend else 'wrong'}.")
    if wrong and not mend:
        sys.exit(1)


def _locked(suspects: set[int]) -> list[int]:
    book_ids = sorted(lock_books(suspects))
    lock_reviews(book_ids)
    return book_ids


def _differences(book_ids: Sequence[int]) -> list[Difference]:
    lent = [Difference(book_id, "loans_30d", *row) for book_id, *row in wrong_counts(_today(), book_ids)]
    return [*wrong_stars(book_ids), *wrong_votes(book_ids), *lent, *wrong_facts(book_ids, taken_copies(book_ids))]


def _today() -> date:
    settings: Settings = current_app.config["SETTINGS"]
    return clock.today(settings.time_zone)
