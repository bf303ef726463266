"""Files of books on the command line."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from backend.catalog.models import Book
from backend.cli.export_records import export_records
from backend.cli.import_records import REFUSED_SOME, import_records, undo_import
from backend.core.database import db
from tests.backend.exchange.files import table
from tests.factories import make_book


@pytest.fixture
def run(app: Any) -> Any:
    for command in (import_records, export_records, undo_import):
        app.cli.add_command(command)
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


def titles(app: Any) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(select(Book.title)))


def test_a_file_is_tried_imported_and_undone(app: Any, run: Any, tmp_path: Path) -> None:
    file = tmp_path / "books.csv"
    file.write_bytes(table({"title": "三体", "published_year": "2008"}, {"title": "Late", "published_year": "2999"}))
    tried = run("import-records", file, "--dry-run")
    assert (tried.exit_code, titles(app)) == (REFUSED_SOME, [])
    assert "refused 3: year_impossible 2999 Late" in tried.output
    made = run("import-records", file)
    assert (made.exit_code, titles(app)) == (REFUSED_SOME, ["三体"])
    number = made.output.split("undo-import ")[1].split()[0]
    assert run("undo-import", number).exit_code == 0
    assert titles(app) == []
    assert "undone already" in run("undo-import", number).output


@pytest.mark.parametrize(("name", "format_name"), [("b.csv", "csv"), ("b.mrc", "marc"), ("b.xml", "marcxml")])
def test_an_exported_file_is_the_catalogue(app: Any, run: Any, tmp_path: Path, name: str, format_name: str) -> None:
    with app.app_context():
        make_book("三体")
        db.session.commit()
    assert run("export-records", tmp_path / name, "--format", format_name).exit_code == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("b.")] == [name]
    again = run("import-records", tmp_path / name)
    assert (again.exit_code, "1 the same already" in again.output) == (0, True)


def test_a_file_that_cannot_be_read_is_a_sentence(run: Any, tmp_path: Path) -> None:
    (tmp_path / "books.csv").write_text("titel\nDune\n")
    done = run("import-records", tmp_path / "books.csv")
    assert done.exit_code == 1
    assert "titel" in done.output
    (tmp_path / "books.doc").write_text("x")
    assert "--format" in run("import-records", tmp_path / "books.doc").output
