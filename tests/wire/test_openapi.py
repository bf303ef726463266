"""The committed contract is what the code says, and the page's types are made from it."""

import subprocess
from pathlib import Path

from backend.app import create_app
from backend.cli.export_openapi import OPENAPI, openapi_text
from backend.core.settings import ROOT
from tests.conftest import settings_for


def test_the_committed_openapi_file_is_what_the_code_says(tmp_path: Path) -> None:
    app = create_app(settings_for("sqlite://", tmp_path))
    with app.app_context():
        assert OPENAPI.read_text(encoding="utf-8") == openapi_text(app.spec), "run `make api`"


def test_the_pages_types_are_made_from_the_committed_file(tmp_path: Path) -> None:
    made = tmp_path / "schema.ts"
    command = ["npx", "--no-install", "openapi-typescript", str(OPENAPI), "--output", str(made)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert (ROOT / "frontend" / "src" / "api" / "schema.ts").read_text() == made.read_text(), "run `make api`"
