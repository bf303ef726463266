"""The environment is checked as a whole before anything starts."""

from pathlib import Path

import pytest

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
    code = (ROOT / "backend" / "core" / "settings.py").read_text()
    read = {name for name in named if f'"{name}"' in code}
    assert named - read == {"HOST", "PORT", "WORKERS"}, "those three belong to `flask serve`"
    assert {part.split('"')[1] for part in code.split("env.get(")[1:]} <= named
