"""What a machine lacks is one clear line and a non-zero exit, before anything is installed."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.core.settings import ROOT


def _preflight(
    environment: dict[str, str] | None = None, folder: Path = ROOT, preexec: Callable[[], None] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(folder / "deploy" / "preflight.py"), "run"],
        env={**os.environ, "PORT": str(_free_port()), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=preexec,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_one_clear_line(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    assert done.returncode != 0
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("Shelfwise cannot start: ")
    for word in words:
        assert word in line


def test_a_machine_with_everything_passes_in_silence() -> None:
    done = _preflight()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        _is_one_clear_line(_preflight({"PORT": port}), port, "PORT=8001 make run")


@pytest.mark.parametrize("port", ["", "http", "0", "70000"])
def test_a_port_that_is_no_port_is_refused(port: str) -> None:
    _is_one_clear_line(_preflight({"PORT": port}), "1 to 65535")


@pytest.mark.parametrize("version", ["v18.19.0", "v20.10.0"])
def test_a_node_that_is_too_old_is_named(tmp_path: Path, version: str) -> None:
    for program in ("node", "npm"):
        file = tmp_path / program
        file.write_text(f"#!/bin/sh\necho {version}\n")
        file.chmod(0o755)
    _is_one_clear_line(_preflight({"PATH": f"{tmp_path}:{os.environ['PATH']}"}), "20.19", version)


def test_a_machine_without_node_is_told_what_to_install(tmp_path: Path) -> None:
    _is_one_clear_line(_preflight({"PATH": str(tmp_path)}), "node is missing")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "preflight.py", tmp_path / "deploy")
    tmp_path.chmod(0o555)
    for folder in tmp_path.parents:
        if folder == Path(tempfile.gettempdir()).resolve():
            break
        folder.chmod(0o755)
    # Root may write everywhere, so the check is made as nobody.
    drop = (lambda: os.setuid(65534)) if os.geteuid() == 0 else None
    try:
        done = subprocess.run(
            ["/usr/bin/env", "python3", "-c", "import sys; sys.exit(0)"],
            capture_output=True,
            check=False,
            preexec_fn=drop,
        )
        if done.returncode != 0:
            pytest.skip("no python3 that another user may run")
        result = subprocess.run(
            ["/usr/bin/env", "python3", str(tmp_path / "deploy" / "preflight.py"), "run"],
            env={**os.environ, "PORT": str(_free_port())},
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=drop,
        )
        _is_one_clear_line(result, "cannot be written")
    finally:
        tmp_path.chmod(0o755)
