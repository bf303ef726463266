"""`flask tally-recommendations`: what readers did with their recommendations, counted by day."""

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.core import clock
from backend.core.database import db
from backend.core.settings import Settings
from backend.recommendations.rules import SHOWN_DAYS
from backend.recommendations.service import tally

# A like counts up to 30 days after its recommendation; a few days more forgive a night that was missed.
DAYS = 35


@click.command("tally-recommendations")
@click.option("--days", type=click.IntRange(1, SHOWN_DAYS), default=DAYS, show_default=True)
@with_appcontext
def tally_recommendations(days: int) -> None:
    """Count the last DAYS days of recommendations anew, and remove single sightings older than 90 days."""
    settings: Settings = current_app.config["SETTINGS"]
    done = tally(days, clock.today(settings.time_zone))
    db.session.commit()
    click.echo(f"{done.counts} counts, {done.likes} new likes, {done.removed} old sightings removed.")
