"""`flask rank-books`: which books are read of late, and which more than usual. For cron, every hour."""

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.core import clock
from backend.core.database import db
from backend.core.settings import Settings
from backend.engagement.service import forget_removed
from backend.engagement.service import rank_books as rank


@click.command("rank-books")
@with_appcontext
def rank_books() -> None:
    """Count every book's readers of the last days anew, and forget the reviews that readers took back."""
    settings: Settings = current_app.config["SETTINGS"]
    changed = rank(clock.today(settings.time_zone), settings.time_zone)
    forget_removed(clock.now())
    db.session.commit()
    click.echo(f"Ranked: {changed:,} books have other figures than before.")
