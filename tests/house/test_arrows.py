"""The arrows between rooms, kept by import-linter; and the linter itself, shown to bite."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backend.core.settings import ROOT

# A file -> a line that breaks an arrow.
VIOLATIONS = {
    "backend/accounts/queries.py": "import backend.notices.queries",
    "backend/catalog/queries/books.py": "from backend.engagement.models import Rating",
    "backend/core/clock.py": "import backend.accounts.models",
    "backend/accounts/service/passwords.py": "import backend.accounts.schemas",
    "backend/engagement/models.py": "import backend.engagement.service",
    "backend/catalog/rules.py": "import sqlalchemy",
    "backend/engagement/service/opinions.py": "import flask",
    "backend/recommendations/queries/lists.py": "import numpy",
    "backend/seed/library.py": "import ml.config",
    "ml/database.py": "import flask",
    "ml/config.py": "import ml.pipeline",
    "ml/evaluation.py": "import keras",
    "backend/catalog/utils.py": "'''A file that no room has.'''",
    "backend/attic/__init__.py": "'''A room without a place in the order.'''",
}


def _lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    program = str(Path(sys.executable).parent / "lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_the_arrows_hold() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("backend", "ml"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.jsonl"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize("path", VIOLATIONS)
def test_a_broken_arrow_is_noticed(copy: Path, path: str) -> None:
    file = copy / path
    before = file.read_text() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    try:
        file.write_text((before or "") + "\n" + VIOLATIONS[path] + "\n")
        done = _lint(copy)
        assert done.returncode != 0
        assert "1 broken" in done.stdout or "2 broken" in done.stdout, done.stdout
    finally:
        if before is not None:
            file.write_text(before)
        else:
            file.unlink()
            if not any(file.parent.glob("*.py")):
                shutil.rmtree(file.parent)
