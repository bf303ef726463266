"""`flask set-password`: for a reader at the desk who has forgotten the password, where the library sends no mail."""

import click
from flask.cli import with_appcontext

from backend.accounts.queries import find_user_by_name, lock_user
from backend.accounts.service import set_password as set_password_of
from backend.core import clock
from backend.core.database import db
from backend.core.errors import Failure


@click.command("set-password")
@click.argument("name")
@click.password_option(envvar="SHELFWISE_PASSWORD", help="Asked for when not given in SHELFWISE_PASSWORD.")
@with_appcontext
def set_password(name: str, password: str) -> None:
    """Give the account NAME a new password; it is signed out everywhere."""
    user = find_user_by_name(name)
    if user is None:
        raise click.ClickException(f"There is no account called {name}.")
    try:
        set_password_of(lock_user(user.id), password, clock.now())
    except Failure as failure:
        problems = [problem["message"] for field in (failure.fields or {}).values() for problem in field]
        raise click.ClickException(" ".join(problems) or str(failure)) from failure
    db.session.commit()
    click.echo(f"The password of {user.name} is set.")
