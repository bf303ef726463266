"""The `flask` command line; `flask --help` lists it, `flask db` migrates."""

import sys

import click

from backend import app as application
from backend.cli.backup import backup, restore
from backend.cli.check_facts import check_facts
from backend.cli.create_user import create_user
from backend.cli.doctor import doctor
from backend.cli.export_openapi import export_openapi
from backend.cli.export_records import export_records
from backend.cli.import_books import import_books
from backend.cli.import_records import import_records, undo_import
from backend.cli.index_books import index_books
from backend.cli.jobs import jobs
from backend.cli.rank_books import rank_books
from backend.cli.rollups import rollups
from backend.cli.seed import seed
from backend.cli.serve import serve
from backend.cli.set_password import set_password
from backend.cli.tally_recommendations import tally_recommendations
from backend.core.api import App
from backend.core.settings import BadSettings

COMMANDS = (
    *(serve, seed, import_books, import_records, undo_import, export_records, index_books, rank_books, check_facts),
    *(create_user, tally_recommendations, export_openapi, jobs, rollups, set_password, doctor, backup, restore),
)


def create_app() -> App:
    """The application with its commands; bad settings are a sentence, not a stack trace."""
    try:
        app = application.create_app()
    except BadSettings as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app
