"""`flask import-books`: books, readers and ratings of a public data set."""

import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from backend.cli.migrating import bring_up_to_date
from backend.core import clock
from backend.core.database import db
from backend.core.settings import Settings
from backend.imports.errors import ImportRefused
from backend.imports.goodbooks import Contents, Outcome, find_folder, read_folder, store_contents
from backend.imports.progress import shown
from backend.imports.report import Report

UNUSABLE, STOPPED = 2, 130


@click.command("import-books")
@click.option("--format", "layout", type=click.Choice(["goodbooks"]), required=True, help="Layout of the folder.")
@click.argument("folder", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--ratings", type=click.Path(path_type=Path), help="Import this file instead of ratings.csv.")
@click.option("--report", "report_path", type=click.Path(path_type=Path), help="Dropped values, as CSV.")
@click.option("--limit-readers", type=click.IntRange(1), help="Only the first N readers of the file.")
@with_appcontext
def import_books(
    layout: str, folder: Path, ratings: Path | None, report_path: Path | None, limit_readers: int | None
) -> None:
    """Import the folder PATH of the goodbooks-10k layout; what is there already stays as it is.

    Imported readers become accounts nobody can sign in to. An interrupted import is completed by running it again.
    """
    settings: Settings = current_app.config["SETTINGS"]
    began = time.monotonic()
    try:
        with Report(report_path or settings.instance_folder / "import-report.csv") as report:
            contents, outcome = _import(settings, folder, ratings, limit_readers, report)
    except ImportRefused as refusal:
        raise _failure(str(refusal), UNUSABLE) from refusal
    except DBAPIError as error:
        raise _failure(f"The database cannot be used: {error.orig}", UNUSABLE) from error
    except KeyboardInterrupt:
        raise _failure("\nStopped. Run the same command again to complete the import.", STOPPED) from None
    _summarise(contents, outcome, report, time.monotonic() - began)


def _import(
    settings: Settings, folder: Path, ratings: Path | None, limit: int | None, report: Report
) -> tuple[Contents, Outcome]:
    files = find_folder(folder, ratings)
    with shown() as progress:
        contents = read_folder(files, report, progress, limit)
    bring_up_to_date()
    today = clock.today(settings.time_zone)
    with shown() as progress:
        return contents, store_contents(contents, db.engine, report, progress, today, clock.now())


def _failure(message: str, status: int) -> click.exceptions.Exit:
    click.echo(message, err=True)
    return click.exceptions.Exit(status)


def _summarise(contents: Contents, outcome: Outcome, report: Report, seconds: float) -> None:
    ratings = contents.ratings
    usable = outcome.ratings + outcome.ratings_there
    lines = (
        ("", "read", "imported", "already there", "not imported"),
        ("books", contents.book_rows, outcome.books, outcome.books_there, contents.book_rows - len(contents.books)),
        ("authors", "", outcome.authors, "", ""),
        ("readers", len(ratings.by_reader), outcome.readers, outcome.readers_there, ""),
        ("ratings", ratings.rows, outcome.ratings, outcome.ratings_there, ratings.rows - usable),
    )
    click.echo()
    for name, *cells in lines:
        click.echo(f"{name:<9}" + "".join(f"{cell:>15,}" if isinstance(cell, int) else f"{cell:>15}" for cell in cells))
    click.echo()
    if ratings.left_out:
        click.echo(f"{ratings.left_out:,} ratings are of other readers than the first {len(ratings.by_reader):,}.")
    for (file, reason), count in sorted(report.counts.items()):
        click.echo(f"dropped {count:>9,}  {reason} ({file})")
    click.echo(f"{seconds:.1f} seconds, {(contents.book_rows + ratings.rows) / seconds:,.0f} rows a second.")
    click.echo(f"Every dropped value is in {report.path}")
