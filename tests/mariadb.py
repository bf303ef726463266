"""A private MariaDB on a temporary folder and a free port, for as long as the tests run."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pymysql
from sqlalchemy import create_engine, text

# Debian keeps servers in /usr/sbin, which an ordinary user's PATH may lack.
_PATH = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


@contextmanager
def private_mariadb(buffer_mb: int = 256) -> Iterator[str]:
    """Yield `mysql+pymysql://root@127.0.0.1:<port>`, without a database name. The folder is deleted at the end."""
    folder = Path(mkdtemp(prefix="shelfwise-mariadb-"))
    data, port = folder / "data", _free_port()
    try:
        subprocess.run(
            [
                _program("mariadb-install-db"),
                "--no-defaults",
                f"--datadir={data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                *_user(),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        server = subprocess.Popen(
            [
                _program("mariadbd"),
                "--no-defaults",
                f"--datadir={data}",
                f"--port={port}",
                f"--socket={folder / 'socket'}",
                f"--pid-file={folder / 'pid'}",
                "--bind-address=127.0.0.1",
                f"--innodb-buffer-pool-size={buffer_mb}M",
                # Nothing here must survive a power cut, so commits need not wait for the disk.
                "--innodb-flush-log-at-trx-commit=0",
                "--skip-log-bin",
                "--innodb-flush-method=nosync",
                "--skip-innodb-doublewrite",
                "--skip-sync-frm",
                *_user(),
            ],
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("wb"),
        )
        try:
            _wait_until_it_answers(port, server, folder / "log")
            yield f"mysql+pymysql://root@127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_database(server: str, name: str) -> str:
    """The URL of a new, empty database on the private server."""
    # The server speaks no TLS; yet for every connection the client would read all authorities of the system.
    quickly = "?ssl_disabled=true"
    engine = create_engine(f"{server}/{quickly}")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4"))
    engine.dispose()
    return f"{server}/{name}{quickly}"


def _program(name: str) -> str:
    found = shutil.which(name, path=_PATH)
    if found is None:
        raise RuntimeError(f"{name} is missing: `make test` installs it, or apt-get install mariadb-server")
    return found


def _user() -> list[str]:
    # The server refuses to run as root unless told to.
    return ["--user=root"] if os.geteuid() == 0 else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            pymysql.connect(host="127.0.0.1", port=port, user="root").close()
            return
        except pymysql.err.OperationalError:
            time.sleep(0.1)
    raise RuntimeError(f"MariaDB did not start:\n{log.read_text()[-2000:]}")
