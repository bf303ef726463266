"""The environment is checked as a whole before anything starts."""

from pathlib import Path

import pytest

from backend.core.production import file_system_of
from backend.core.settings import ROOT, BadSettings, read_settings


def test_nothing_set_means_an_embedded_database_in_the_instance_folder(tmp_path: Path) -> None:
    settings = read_settings({"INSTANCE_FOLDER": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/shelfwise.db"
    assert not settings.production


def test_the_secret_of_an_instance_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = read_settings({"INSTANCE_FOLDER": str(tmp_path)}).secret_key
    assert read_settings({"INSTANCE_FOLDER": str(tmp_path)}).secret_key == first
    assert len(first) >= 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


LETTERS = ("SITE_URL", "MAIL_TLS", "MAIL_PORT", "MAIL_PASSWORD", "MAIL_FROM")


def test_a_mail_server_is_spoken_to_safely_unless_told_otherwise(tmp_path: Path) -> None:
    environ = {
        "INSTANCE_FOLDER": str(tmp_path),
        "SITE_URL": "https://library.example/",
        "MAIL_SERVER": "mail.example",
        "MAIL_FROM": "Library <post@library.example>",
    }
    settings = read_settings(environ)
    assert settings.mail is not None
    assert (settings.mail.tls, settings.mail.port, settings.site_url) == ("starttls", 587, "https://library.example")


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(BadSettings) as refusal:
        read_settings(
            {
                "SHELFWISE_ENV": "production",
                "SECRET_KEY": "too short",
                "DATABASE_URL": "postgresql://x/y",
                "TIME_ZONE": "Mars/Olympus",
                "TRUSTED_PROXIES": "many",
                "RATE_LIMITS": "perhaps",
                "MAIL_SERVER": "mail.example",
                "MAIL_TLS": "none",
                "MAIL_PORT": "many",
                "MAIL_USERNAME": "library",
                "MAIL_FROM": "nobody",
            }
        )
    for name in ("SECRET_KEY", "DATABASE_URL", "TIME_ZONE", "TRUSTED_PROXIES", "RATE_LIMITS", *LETTERS):
        assert name in str(refusal.value)


def test_the_example_names_every_setting_that_is_read() -> None:
    example = (ROOT / ".env.example").read_text()
    named = {line.split("=")[0] for line in example.splitlines() if "=" in line and not line.startswith("#")}
    code = "".join((ROOT / "backend" / "core" / f"{name}.py").read_text() for name in ("settings", "production"))
    read = {name for name in named if f'"{name}"' in code}
    assert named - read == {"HOST", "PORT"}, "those two belong to `flask serve`"
    assert {part.split('"')[1] for part in code.split("env.get(")[1:]} <= named


KEY = "0123456789abcdef" * 4


def refusal(tmp_path: Path, **changes: str) -> str:
    try:
        read_settings({"INSTANCE_FOLDER": str(tmp_path), "SHELFWISE_ENV": "production", "SECRET_KEY": KEY, **changes})
    except BadSettings as refused:
        return str(refused)
    return ""


def test_production_takes_a_random_key_and_none_that_anybody_could_type(tmp_path: Path) -> None:
    assert refusal(tmp_path) == ""
    for key in ("", "short", "x" * 64, "changeme" * 8):
        assert "SECRET_KEY" in refusal(tmp_path, SECRET_KEY=key)


def test_production_shows_no_internals(tmp_path: Path) -> None:
    assert "FLASK_DEBUG" in refusal(tmp_path, FLASK_DEBUG="1")
    assert refusal(tmp_path, FLASK_DEBUG="0") == ""


def test_production_keeps_no_embedded_database_on_a_network_folder_for_several_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.core.production.file_system_of", lambda path: "nfs4")
    assert "network folder" in refusal(tmp_path)
    assert refusal(tmp_path, WORKERS="1") == ""
    assert refusal(tmp_path, DATABASE_URL="mysql+pymysql://u:p@127.0.0.1/shelfwise") == ""


def test_the_nearest_mounted_folder_tells_where_a_path_lies(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        "server:/books /srv/the\\040books nfs4 rw 0 0\ntmpfs /srv/the\\040books/cache tmpfs rw\n"
    )
    assert file_system_of(Path("/srv/the books/instance/shelfwise.db"), mounts) == "nfs4"
    assert file_system_of(Path("/srv/the books/cache/x"), mounts) == "tmpfs"
    assert file_system_of(Path("/home/library/shelfwise.db"), mounts) == "ext4"
    assert file_system_of(Path("/home"), tmp_path / "none") == ""


def test_limits_are_counted_in_memory_or_in_redis(tmp_path: Path) -> None:
    assert "RATE_LIMITS_STORAGE" in refusal(tmp_path, RATE_LIMITS_STORAGE="memcached://127.0.0.1")
    assert refusal(tmp_path, RATE_LIMITS_STORAGE="rediss://127.0.0.1:6379/1") == ""
