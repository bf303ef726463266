"""`flask jobs run`: what is to be done every few minutes. For cron; two at once do no harm."""

import click
from flask import current_app
from flask.cli import AppGroup

from backend.accounts.service import forget_links
from backend.core import clock
from backend.core.database import db
from backend.core.settings import Settings
from backend.exchange.rules.records import library_code
from backend.lists.service import forget_deleted
from backend.notices.service import Post, PostClosed, drop_waiting, forget_ended, send_waiting
from backend.portability.service import Here, go_on_with_imports

jobs = AppGroup("jobs", help="What is to be done every few minutes.")


@jobs.command("run")
def run() -> None:
    """Go on with imports whose page is gone, send the letters that are due, and clear away what is no longer needed."""
    settings: Settings = current_app.config["SETTINGS"]
    go_on_with_imports(Here(library_code(settings.secret_key), settings.time_zone, clock.now()), db.session.commit)
    forgotten = forget_ended(clock.now())
    forget_links(clock.now())
    forget_deleted(clock.now())
    db.session.commit()
    if settings.mail is None:
        dropped = drop_waiting(clock.now())
        db.session.commit()
        click.echo(f"No mail server is set up: {dropped:,} letters are on the site only. Forgotten: {forgotten:,}.")
        return
    try:
        with Post(settings.mail) as post:
            ended = send_waiting(post, settings, db.session.commit, clock.now)
    except PostClosed as closed:
        raise click.ClickException(f"The mail server cannot be used: {closed}. Letters wait until it can.") from closed
    counts = ", ".join(f"{ended[name]:,} {name}" for name in ("sent", "put off", "dropped", "failed"))
    click.echo(f"Letters: {counts}. Forgotten: {forgotten:,}.")
