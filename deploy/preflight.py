"""Says in one clear line what this machine lacks, before anything is installed. Standard library only, any Python 3.

usage: python3 deploy/preflight.py run|build|test
As root on Debian, missing system packages are installed; otherwise the line names them.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from typing import List, NoReturn

NODE = (20, 19)
PYTHON = (3, 11)
# What is looked for -> the Debian package that has it.
TEST_PROGRAMS = {"mariadbd": "mariadb-server", "mariadb-install-db": "mariadb-server", "chromium": "chromium"}
CJK_FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


def stop(line: str) -> NoReturn:
    sys.exit("Shelfwise cannot start: " + line)


def install(packages: List[str], why: str) -> None:
    """Install Debian packages where we may, else say which are missing."""
    if not shutil.which("apt-get"):
        stop("%s is missing (%s)." % (", ".join(packages), why))
    command = ["apt-get", "install", "-y", "--no-install-recommends"] + packages
    if os.geteuid() != 0:
        stop("%s. As root: %s" % (why, " ".join(command)))
    print("Installing %s ..." % ", ".join(packages), flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for step in (["apt-get", "update"], command):
        done = subprocess.run(step, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            sys.stderr.write(done.stdout.decode(errors="replace")[-2000:])
            stop("%s could not be installed." % ", ".join(packages))


def check_python() -> None:
    if sys.version_info < PYTHON:
        stop("Python %d.%d or newer is needed; python3 is %s." % (PYTHON + (sys.version.split()[0],)))
    try:
        import ensurepip
        import venv
    except ImportError:
        install(["python3-venv"], "python3 cannot make virtual environments")


def check_node() -> None:
    for program in ("node", "npm"):
        if not shutil.which(program):
            stop("%s is missing. Install Node.js %d.%d or newer." % ((program,) + NODE))
    version = subprocess.run(["node", "--version"], stdout=subprocess.PIPE).stdout.decode().strip()
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:2])
    if numbers < NODE:
        stop("Node.js %d.%d or newer is needed; node is %s." % (NODE + (version,)))


def check_folder() -> None:
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not os.access(here, os.W_OK):
        stop("the folder %s cannot be written by this user." % here)


def check_port() -> None:
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        stop("PORT is %r; it must be a number from 1 to 65535." % port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    probe = socket.socket(family, socket.SOCK_STREAM)
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, int(port)))
    except OSError as error:
        stop("port %s on %s cannot be used (%s). Choose another: PORT=8001 make run" % (port, host, error.strerror))
    finally:
        probe.close()


def check_test_programs() -> None:
    # Debian keeps servers in /usr/sbin, which an ordinary user's PATH may lack.
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    missing = {package for program, package in TEST_PROGRAMS.items() if not shutil.which(program, path=path)}
    if not os.path.exists(CJK_FONT):
        missing.add("fonts-noto-cjk")
    if missing:
        install(sorted(missing), "the tests need %s" % ", ".join(sorted(missing)))


if __name__ == "__main__":
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    check_python()
    check_node()
    check_folder()
    if purpose == "run":
        check_port()
    elif purpose == "test":
        check_test_programs()
