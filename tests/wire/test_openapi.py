"""The committed contract is what the code says, and the page's types are made from it."""

import json
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
    script = json.loads((ROOT / "package.json").read_text())["scripts"]["types"].split()
    committed, made = ROOT / script[-1], tmp_path / "schema.ts"
    subprocess.run(["npx", "--no-install", *script[:-1], str(made)], cwd=ROOT, check=True, capture_output=True)
    assert committed.read_text() == made.read_text(), "run `make api`"
