"""What deploy/ tells people and machines to do can be done: every command, setting, file and figure is there."""

import importlib.machinery
import importlib.util
import json
import re
import shlex
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from flask_migrate.cli import db as migrate_commands

from backend.cli import COMMANDS
from backend.core.settings import ROOT
from backend.core.traffic import traffic_text
from backend.jobs.service import metrics_text
from ml.__main__ import _parser
from tests.conftest import NOW
from tests.factories import make_book, make_list, make_run, make_user

DEPLOY = ROOT / "deploy"
PAGES = sorted(DEPLOY.glob("*.md"))
FLASK: dict[str, click.Command] = {
    **{command.name: command for command in COMMANDS if command.name is not None},
    "db": migrate_commands,
}
# Words that end a command in a line.
END = re.compile(r"[|;&<>`)\"\\]|\s#")


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def shell_blocks(page: Path) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def said_commands(program: str) -> list[tuple[str, list[str]]]:
    """(where, the words after the program) in pages, cron lines, the unit and the image. In pages only what is set as
    code counts."""
    found = []
    for path in (*PAGES, DEPLOY / "crontab", DEPLOY / "systemd" / "shelfwise.service", DEPLOY / "Dockerfile"):
        lines = path.read_text(encoding="utf-8")
        # ["deploy/run", "flask", "serve"] is a command as well.
        lines = re.sub(r"^CMD \[(.*)\]$", lambda cmd: cmd[1].replace('", "', " ").replace('"', ""), lines, flags=re.M)
        code = [*shell_blocks(path), *re.findall(r"`([^`\n]+)`", lines)] if path in PAGES else [lines]
        for part in code:
            for match in re.finditer(rf"(?:^|[ /]){program} (?=[a-z-])(.*)$", part, re.MULTILINE):
                words = END.split(match[1])[0].split()
                if words:
                    found.append((path.name, words))
    return found


def wrong_in(words: list[str]) -> str | None:
    """What of a `flask` command is not there."""
    command = FLASK.get(words[0])
    rest = words[1:]
    if isinstance(command, click.Group):
        if not rest:
            return "a part is missing"
        command, rest = command.commands.get(rest[0]), rest[1:]
    if command is None:
        return "there is no such command"
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [word for word in rest if word.startswith("--") and word.split("=")[0] not in known]
    return f"it has no {unknown[0]}" if unknown else None


def test_every_flask_command_that_is_named_exists_with_its_options() -> None:
    said = said_commands("flask")
    assert [(where, words, wrong) for where, words in said if (wrong := wrong_in(words))] == []
    named = {words[0] for _, words in said}
    assert {"serve", "db", "jobs", "doctor", "backup", "restore", "rank-books", "create-user"} <= named
    assert {where for where, _ in said} >= {"INSTALL.md", "OPERATE.md", "crontab", "shelfwise.service", "Dockerfile"}
    for bad in ("flirt", "db", "jobs walk", "backup --cheaply"):
        assert wrong_in(bad.split()), "the test would not see it"


def test_every_step_of_the_training_that_is_named_exists_with_its_options() -> None:
    said = said_commands("python -m ml")
    for _, words in said:
        _parser().parse_args(words)
    assert {words[0] for _, words in said} == {"run", "refresh", "rollback"}
    with pytest.raises(SystemExit):
        _parser().parse_args(["guess"])


def test_every_setting_of_the_containers_is_in_the_example() -> None:
    example = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    compose = text_of("compose.yaml")
    given = set(re.findall(r"^ {4}([A-Z_]+):", compose.split("&settings\n")[1].split("\n  volumes:")[0], re.MULTILINE))
    assert len(given) > 10
    assert given - set(example) == set()
    # What compose itself is told, the head of the file says.
    asked = set(re.findall(r"\$\{([A-Z_]+)", compose))
    assert asked - set(example) == {"SITE", "DATABASE_PASSWORD"}
    assert all(name in compose.split("name:")[0] for name in ("SITE", "SECRET_KEY", "DATABASE_PASSWORD"))
    [settings] = re.findall(r"<<SETTINGS\n(.*?)^SETTINGS$", text_of("INSTALL.md"), re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"^([A-Z_]+)=", settings, re.MULTILINE)) - set(example) == set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_dashboard_shows_what_the_portal_tells_and_all_of_it(library: Any) -> None:
    metrics = {
        "model": {"ndcg_at_10": 0.1},
        "popularity": {"ndcg_at_10": 0.0},
        "lists": {"coverage": 0.5, "overlap_at_10": 0.1},
    }
    make_list(make_run(metrics=metrics), make_user(), [make_book()])
    library.test_client().get("/healthz")
    told = (metrics_text(NOW) + traffic_text()).decode()
    families = set(re.findall(r"^# TYPE (shelfwise_\S+)", told, re.MULTILINE))
    samples = set(re.findall(r"^(shelfwise_\w+)[{ ]", told, re.MULTILINE)) | families
    board = json.loads(text_of("grafana.json"))
    asked = {name for panel in board["panels"] for one in panel["targets"] for name in _names(one["expr"])}
    assert asked - samples == set()
    shown = {re.sub("_(bucket|sum|count)$", "", name) for name in asked}
    assert {name for name in families if not name.endswith("_created")} - shown == set(), "nobody would see it"
    assert set(_names(text_of("OPERATE.md"))) <= samples
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def _names(expression: str) -> list[str]:
    return re.findall(r"shelfwise_[a-z0-9_]+", expression)


def test_every_line_of_the_crontab_says_when_who_and_what() -> None:
    most = (59, 23, 31, 12, 7)
    jobs = []
    for line in text_of("crontab").splitlines():
        if not line or line.startswith("#") or re.match(r"[A-Z]+=", line):
            continue
        *times, user, command = line.split(None, 6)
        assert len(times) == 5, line
        for field, limit in zip(times, most, strict=True):
            number = re.fullmatch(r"\*|\*/(\d+)|(\d+)", field)
            assert number, line
            assert all(int(part) <= limit for part in number.groups() if part), line
        assert user == "shelfwise"
        assert "/opt/shelfwise/deploy/run " in command
        # To cron, % is the end of the line.
        assert "%" not in command
        shlex.split(command)
        jobs.append(command)
    assert len(jobs) == 7
    assert text_of("crontab").endswith("\n"), "cron leaves out a last line that does not end"


def test_the_images_copy_what_is_there() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text_of("Dockerfile"), re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert "backend" in sources
    assert [one for one in sources if not any(f"{file}/".startswith(f"{one}/") for file in kept)] == []
    stages = re.findall(r"^FROM \S+ AS (\w+)$", text_of("Dockerfile"), re.MULTILINE)
    assert set(re.findall(r"--from=(\w+)", text_of("Dockerfile"))) <= set(stages)
    assert set(re.findall(r"target: (\w+)", text_of("compose.yaml"))) <= set(stages)


def test_every_block_of_the_pages_is_a_shell_script() -> None:
    blocks = [block for page in PAGES for block in shell_blocks(page)]
    assert len(blocks) > 10
    for block in (*blocks, *(path.read_text() for path in (DEPLOY / "run", DEPLOY / "scheduler"))):
        parsed = subprocess.run(["bash", "-n"], input=block, text=True, capture_output=True, check=False)
        assert (parsed.returncode, parsed.stderr) == (0, ""), block


@pytest.fixture(scope="module")
def prove() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("prove", str(DEPLOY / "prove"))
    spec = importlib.util.spec_from_loader("prove", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_a_machine_without_systemd_is_asked_for_nothing_of_it(prove: ModuleType) -> None:
    page = text_of("INSTALL.md")
    blocks = prove.blocks_of(page)
    assert sum("systemctl" in block for block in blocks) == 2
    run = [prove.without_systemd(block) for block in blocks]
    assert not any("systemctl" in block for block in run)
    together = "\n".join(run)
    assert "runuser -u shelfwise -- /opt/shelfwise/deploy/run flask serve" in together
    assert "service cron start" in together
    assert "caddy run --config /etc/caddy/Caddyfile" in together
    # All else is run as it stands.
    for block, inside in zip(blocks, run, strict=True):
        if "systemctl" not in block:
            assert inside == block.replace("SITE=library.example", "SITE=localhost")


def test_the_pages_lead_only_to_what_is_there() -> None:
    for page in (*PAGES, ROOT / "README.md"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
