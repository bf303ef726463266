"""The processes of one machine count together, and whoever of them is asked answers for all."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from backend.core.settings import ROOT
from backend.core.traffic import FOLDER

TOKEN = "a token that only Prometheus knows"
# A worker of the portal: answers each address that it is told, until it is told no more.
WORKER = """
import sys
from backend.app import create_app

client = create_app().test_client()
print("ready", flush=True)
for line in sys.stdin:
    answer = client.get(line.strip(), headers={"Authorization": "Bearer %s"})
    print(answer.get_data(as_text=True), flush=True)
    print("end", answer.status_code, flush=True)
""".replace("%s", TOKEN)


class Worker:
    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def wait(self) -> None:
        assert self._said("ready") == ""

    def ask(self, address: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{address}\n")
        self._process.stdin.flush()
        return self._said("end 200")

    def kill(self) -> None:
        """As the system kills: nothing is tidied up."""
        self._process.kill()
        self._process.wait(timeout=60)

    def _said(self, last: str) -> str:
        assert self._process.stdout is not None
        lines: list[str] = []
        for line in self._process.stdout:
            if line.rstrip("\n") == last:
                return "".join(lines)
            lines.append(line)
        raise AssertionError("".join(lines))


@pytest.fixture
def workers(sqlite_template: Path, tmp_path: Path) -> Iterator[list[Worker]]:
    traffic = tmp_path / "traffic"
    traffic.mkdir()
    environment = {
        **os.environ,
        FOLDER: str(traffic),
        "SHELFWISE_ENV": "test",
        "DATABASE_URL": f"sqlite:///{sqlite_template}",
        "INSTANCE_FOLDER": str(tmp_path / "instance"),
        "METRICS_TOKEN": TOKEN,
        "RATE_LIMITS": "off",
    }
    with ExitStack() as stack:
        both = [stack.enter_context(Worker(environment)) for _ in range(2)]
        for worker in both:
            worker.wait()
        yield both


def figure(text: str, name: str) -> float:
    [value] = re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(value)


def test_two_processes_tell_of_both_and_a_killed_one_holds_no_connections(workers: list[Worker]) -> None:
    asked = 'shelfwise_requests_total{method="GET",route="%s",status="200"}'
    timed = 'shelfwise_request_seconds_count{method="GET",route="%s"}'
    first, second = workers
    for _ in range(3):
        first.ask("/healthz")
    first.ask("/readyz")
    for _ in range(2):
        second.ask("/healthz")
    second.ask("/readyz")
    told = second.ask("/metrics")
    assert (figure(told, asked % "/healthz"), figure(told, asked % "/readyz")) == (5, 2)
    assert figure(told, timed % "/healthz") == 5
    idle = 'shelfwise_database_connections{state="idle"}'
    assert figure(told, idle) == 2, "each keeps the one that it asked with"
    assert figure(first.ask("/metrics"), asked % "/healthz") == 5, "whoever is asked says the same"

    first.kill()
    left = second.ask("/metrics")
    assert figure(left, asked % "/healthz") == 5, "what it was asked was asked"
    assert figure(left, idle) == 1, "its connections are gone with it"
