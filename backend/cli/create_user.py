"""`flask create-user`: the first staff and admin accounts of a real library."""

import click
from flask.cli import with_appcontext

from backend.accounts.rules.profiles import LOCALES
from backend.accounts.service import register
from backend.core import clock
from backend.core.database import db
from backend.core.errors import Failure
from backend.core.permissions import ROLES


@click.command("create-user")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="reader", show_default=True)
@click.option("--display-name")
@click.option("--locale", type=click.Choice(LOCALES), default="zh-CN", show_default=True)
@click.password_option(envvar="SHELFWISE_PASSWORD", help="Asked for when not given in SHELFWISE_PASSWORD.")
@with_appcontext
def create_user(name: str, role: str, display_name: str | None, locale: str, password: str) -> None:
    """Open an account for NAME."""
    try:
        user = register(name, password, display_name, locale, clock.now())
    except Failure as failure:
        problems = [problem["message"] for field in (failure.fields or {}).values() for problem in field]
        raise click.ClickException(" ".join(problems) or str(failure)) from failure
    user.role = role
    db.session.commit()
    click.echo(f"Account {user.name} opened as {role}.")
