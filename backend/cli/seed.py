"""`flask seed`: the demonstration library."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from backend.cli.migrating import bring_up_to_date
from backend.core import clock
from backend.core.database import db
from backend.core.settings import Settings
from backend.seed.books import BadBookFile
from backend.seed.library import PASSWORD, NamesTaken, has_books, seed_library


@click.command("seed")
@with_appcontext
def seed() -> None:
    """Fill an empty library with real books, simulated readers and their ratings: all of it, or nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.production:
        click.echo("The demonstration library is not for production (SHELFWISE_ENV=production).", err=True)
        raise click.exceptions.Exit(2)
    try:
        _fill(settings)
    except OperationalError as error:
        raise click.ClickException(f"The database cannot be used: {error.orig}") from error


def _fill(settings: Settings) -> None:
    bring_up_to_date()
    if has_books():
        click.echo("The books are already there; nothing was changed.")
        return
    click.echo("Filling the demonstration library ...")
    try:
        seed_library(clock.today(settings.time_zone), settings.time_zone, tell=lambda line: click.echo(f"  {line}"))
    except (BadBookFile, NamesTaken) as error:
        db.session.rollback()
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(f"Done. Readers and ratings are simulated. Sign in as reader, staff or admin with {PASSWORD}")
