"""`flask check-facts`: whether the figures that lists show of books are what they are counted to be."""

import sys
from collections.abc import Sequence
from datetime import date

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.accounts.queries import avatar_names
from backend.catalog.queries import cover_names
from backend.catalog.service import Difference, books_to_check, lock_books, mend_facts, wrong_facts
from backend.circulation.queries.copies import taken_copies
from backend.circulation.service.counting import mend_counts, wrong_counts
from backend.core import clock
from backend.core.database import db
from backend.core.pictures import delete_unused, unused_pictures
from backend.core.settings import Settings
from backend.engagement.service import lock_reviews, mend_stars, mend_votes, wrong_stars, wrong_votes
from backend.shop.queries.facts import WrongFact, wrong_offers, wrong_stock
from backend.shop.service.counting import mend_stock
from backend.shop.service.locks import lock_skus_of


@click.command("check-facts")
@click.option("--mend", is_flag=True, help="Make right what is wrong.")
@with_appcontext
def check_facts(mend: bool) -> None:
    """Count every book's stars, copies, loans and stock, its price of the day, the votes of its reviews and the ledger
    of what is for sale anew, and compare; the same for its place in the search index. Then the files of covers and of
    readers' pictures that nobody uses any more.

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
        wrong += _check_shop(book_ids, mend)
    click.echo(f"{books:,} books checked, {wrong:,} facts {'mended' if mend else 'wrong'}.")
    unused = _check_pictures(mend)
    if (wrong or unused) and not mend:
        sys.exit(1)


def _check_shop(book_ids: Sequence[int], mend: bool) -> int:
    """In a transaction of its own: pieces for sale are locked before the book that they are of."""
    suspects = sorted({found.book_id for found in _wrong_for_sale(book_ids)})
    db.session.rollback()
    if not suspects:
        return 0
    lock_skus_of(suspects)
    certain = _wrong_for_sale(suspects)
    for found in certain:
        click.echo(f"book {found.book_id}: {found.fact} is {found.stored}, should be {found.counted}")
    if mend:
        mend_stock({found.book_id for found in certain}, _today())
    db.session.commit()
    return len(certain)


def _wrong_for_sale(book_ids: Sequence[int]) -> list[WrongFact]:
    """But the pieces that nobody has reserved: they are counted with the copies."""
    offers = [fact for fact in wrong_offers(book_ids, _today()) if fact.fact != "stock_free"]
    return [*wrong_stock(book_ids), *offers]


def _check_pictures(mend: bool) -> int:
    settings: Settings = current_app.config["SETTINGS"]
    now, found = clock.now(), 0
    for folder, names in ((settings.covers_folder, cover_names), (settings.avatars_folder, avatar_names)):
        files = unused_pictures(folder, names(), now)
        db.session.rollback()
        for file in files:
            click.echo(f"{file}: nobody uses this picture")
            if mend:
                delete_unused(file, now)
        found += len(files)
    if found:
        click.echo(f"{found:,} files of pictures {'deleted' if mend else 'unused'}.")
    return found


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
