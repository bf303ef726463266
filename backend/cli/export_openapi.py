"""`flask export-openapi`: the contract of the API, as the code states it."""

import json
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.core.settings import ROOT

OPENAPI = ROOT / "frontend" / "openapi.json"


def openapi_text(spec: Any) -> str:
    return json.dumps(spec, ensure_ascii=False, indent=1) + "\n"


@click.command("export-openapi")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), default=OPENAPI)
@with_appcontext
def export_openapi(output: Path) -> None:
    """Write the OpenAPI document that the single-page app's types are made from."""
    output.write_text(openapi_text(current_app.spec), encoding="utf-8")  # type: ignore[attr-defined]
    click.echo(f"{output.name} written.")
