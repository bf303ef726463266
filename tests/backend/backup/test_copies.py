"""A copy holds everything of one moment, and the library comes back from it, on either database."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyrage import x25519
from sqlalchemy import Engine, create_engine, insert, text

from backend.app import create_app
from backend.backup.queries import kind_of, rows_of, tables
from backend.backup.rules import Sum
from backend.backup.service import BadCopy, BadKey, NotEmpty, opened, restore, sealed, write_copy
from backend.catalog.models import Author
from backend.cli.backup import upgrade
from backend.core import clock
from backend.core.database import db
from backend.core.settings import ROOT
from tests.backend.core.things import make_things
from tests.conftest import settings_for
from tests.factories import make_user
from tests.mariadb import make_database

COVER = "covers/" + "a" * 32 + "-200.webp"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def instance(app: Any) -> Iterator[Path]:
    """The folder of a library with a row of nearly everything, and a picture."""
    with app.app_context():
        make_things(make_user(display_name="王小波 😀").id)
        db.session.commit()
        folder: Path = app.config["SETTINGS"].instance_folder
        (folder / "covers").mkdir(parents=True, exist_ok=True)
        (folder / COVER).write_bytes(b"a picture")
        yield folder
        db.session.remove()


def copy_of(folder: Path, tell: Any = lambda _table, _rows: None) -> bytes:
    target = io.BytesIO()
    write_copy(db.engine, folder, clock.now(), target, tell)
    return target.getvalue()


def sums(engine: Engine) -> dict[str, tuple[int, str]]:
    found = {}
    with engine.connect() as connection:
        for table in tables():
            total = Sum([kind_of(column) for column in table.columns])
            for row in rows_of(connection, table):
                total.add(row)
            found[table.name] = (total.rows, total.hexadecimal)
    return found


@contextmanager
def empty_library(url: str, folder: Path) -> Iterator[Path]:
    """Another database, without tables, and its folder."""
    settings = settings_for(url, folder)
    with create_app(settings).app_context():
        yield settings.instance_folder
        db.session.remove()
        db.engine.dispose()


def bring_back(copy: bytes, folder: Path) -> Any:
    return restore(db.engine, folder, io.BytesIO(copy), upgrade, lambda _table, _rows: None)


def test_the_library_comes_back_on_the_other_database_row_by_row(
    instance: Path, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    copy, before = copy_of(instance), sums(db.engine)
    if database_url.startswith("sqlite"):
        other = make_database(request.getfixturevalue("mariadb_server"), "restored")
    else:
        other = f"sqlite:///{tmp_path / 'restored.db'}"
    with empty_library(other, tmp_path / "other") as folder:
        done = bring_back(copy, folder)
        assert sums(db.engine) == before
        assert done.rows == sum(rows for rows, _ in before.values()) > 50
        assert done.files == 1
        assert (folder / COVER).read_bytes() == b"a picture"
        assert db.session.scalar(text("SELECT count(*) FROM user WHERE display_name = '王小波 😀'")) == 1
        # It goes on as if nothing had been: new rows have new numbers.
        make_user()
        db.session.commit()


def test_what_is_changed_while_a_copy_is_made_is_in_the_next_one(instance: Path, database_url: str) -> None:
    other = create_engine(database_url)

    def meanwhile(table: str, _rows: int) -> None:
        if table == "announcement":  # the first of all, before the authors
            with other.begin() as connection:
                connection.execute(insert(Author).values(name="Somebody new"))

    before = sums(db.engine)["author"]
    copy = [json.loads(line) for line in copy_of(instance, meanwhile).splitlines()]
    other.dispose()
    told = next(line for line in copy if isinstance(line, dict) and line.get("end") == "author")
    assert (told["rows"], told["sum"]) == before
    assert sums(db.engine)["author"][0] == before[0] + 1


@sqlite_only
def test_nothing_is_written_over_and_nothing_broken_passes_for_whole(instance: Path, tmp_path: Path) -> None:
    copy = copy_of(instance)
    with pytest.raises(NotEmpty):
        bring_back(copy, instance)
    lines = copy.splitlines(keepends=True)
    last = next(place for place, line in enumerate(lines) if b"base64" in line)
    changed = copy.replace("王小波".encode(), "王小玻".encode())
    away = copy.replace(COVER.encode(), b"covers/../../elsewhere")
    broken = {
        "Its end is missing": b"".join(lines[:-1]),
        "does not add up": changed,
        "Line 2": lines[0] + b"{not json\n",
        "no copy": b'{"format": 99}\n',
        "no name of a file": away,
        "is damaged": b"".join([*lines[:last], lines[last].replace(b'"size":9', b'"size":8'), *lines[last + 1 :]]),
    }
    for number, (says, bad) in enumerate(broken.items()):
        url = f"sqlite:///{tmp_path / f'{number}.db'}"
        with empty_library(url, tmp_path / str(number)) as folder, pytest.raises(BadCopy, match=says):
            bring_back(bad, folder)
    assert not list(tmp_path.glob("**/elsewhere"))


def test_a_sealed_copy_opens_with_its_own_key_alone(tmp_path: Path) -> None:
    mine, another = x25519.Identity.generate(), x25519.Identity.generate()
    file, key = tmp_path / "copy", tmp_path / "key.txt"
    with file.open("wb") as raw, sealed(raw, str(mine.to_public())) as lines:
        lines.write(b"Wang Xiaobo\n" * 100_000)
    assert b"Wang" not in file.read_bytes()
    key.write_text(f"# created: today\n{mine}\n")
    with opened(file, key) as lines:
        assert sum(1 for _ in lines) == 100_000
    key.write_text(str(another))
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("my shopping list\n")
    for identity, says in ((key, "not the one of this copy"), (None, "sealed"), (nothing, "no secret key")):
        with pytest.raises(BadKey, match=says), opened(file, identity) as lines:
            lines.read()
    with pytest.raises(BadKey), (tmp_path / "other").open("wb") as raw, sealed(raw, "age1nothing"):
        pass


@sqlite_only
def test_the_commands_copy_seal_keep_the_newest_and_bring_back(
    instance: Path, database_url: str, tmp_path: Path
) -> None:
    me = x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(me))
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "shelfwise-20200101T000000Z.jsonl.gz.age").write_bytes(b"old")

    other = f"sqlite:///{tmp_path / 'new' / 'shelfwise.db'}"

    def flask(*words: str, new: bool = False) -> subprocess.CompletedProcess[str]:
        url, folder = (other, tmp_path / "new") if new else (database_url, instance)
        environ = {"DATABASE_URL": url, "INSTANCE_FOLDER": str(folder), "PATH": "/usr/bin:/bin"}
        command = [sys.executable, "-m", "flask", "--app", "backend.cli", *words]
        return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)

    made = flask("backup", str(copies), "--to", str(me.to_public()), "--keep", "1")
    assert made.returncode == 0, made.stderr
    [file] = copies.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert "20200101" in made.stdout
    back = flask("restore", str(file), "--identity", str(tmp_path / "key.txt"), new=True)
    assert back.returncode == 0, back.stderr
    assert "each is what the copy holds" in back.stdout
    doctor = flask("doctor", new=True)
    assert "0 problems" in doctor.stdout
    again = flask("restore", str(file), "--identity", str(tmp_path / "key.txt"), new=True)
    assert (again.returncode, "has tables already" in again.stderr) == (1, True)
