"""Requests per second of a route, over kept-alive connections from this machine to itself."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.core.settings import ROOT

CONNECTIONS = 16
SECONDS = 6.0


@contextmanager
def served(factory: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serve an application factory as production would; yields the port and the server's process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "granian"),
            *("--interface", "wsgi", "--factory", factory, "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "2", "--blocking-threads", "4", "--log-level", "error"),
        ],
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    try:
        _wait(port, server)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def requests_per_second(port: int, path: str, headers: dict[str, str] | None = None) -> float:
    """Answers a second over CONNECTIONS connections. Raises when an answer is not 200."""
    counts = [0] * CONNECTIONS
    wrong: list[int] = []
    end = time.perf_counter() + SECONDS

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < end and not wrong:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append(answer.status)
            counts[place] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{path} answered {wrong[0]}")
    return sum(counts) / (time.perf_counter() - started)


def signed_in(port: int, name: str, password: str) -> dict[str, str]:
    """Headers of a signed-in session."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/api/account")
    answer = connection.getresponse()
    token = json.loads(answer.read())["csrf_token"]
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    headers = {"Cookie": cookie, "X-CSRF-Token": token, "Content-Type": "application/json"}
    connection.request("POST", "/api/session", json.dumps({"name": name, "password": password}), headers)
    answer = connection.getresponse()
    answer.read()
    return {"Cookie": (answer.getheader("Set-Cookie") or "").split(";")[0]}


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")
