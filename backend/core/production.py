"""What may be so while somebody tries the portal, and must not be where readers trust it."""

from collections.abc import Mapping
from pathlib import Path

SHORTEST_KEY = 32
# Signs that differ in a key; 32 random hexadecimal ones have fewer than eight in less than one of ten thousand keys.
LEAST_VARIED = 8
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "fuse.sshfs"})


def unfit_for_production(env: Mapping[str, str], secret_key: str, database_url: str) -> list[str]:
    """A sentence for each."""
    problems = []
    if len(secret_key) < SHORTEST_KEY or len(set(secret_key)) < LEAST_VARIED:
        problems.append(f"SECRET_KEY must be set in production, to at least {SHORTEST_KEY} random characters.")
    if (env.get("FLASK_DEBUG") or "0").lower() not in ("0", "false", "no"):
        problems.append("FLASK_DEBUG must not be set in production: it shows internals to everybody.")
    file = database_url.removeprefix("sqlite:///")
    workers = env.get("WORKERS") or "2"
    if file != database_url and workers != "1" and file_system_of(Path(file)) in NETWORK_FILE_SYSTEMS:
        problems.append(
            "DATABASE_URL is SQLite on a network folder, where WORKERS at once would spoil it: use MariaDB, a folder "
            "of this machine, or WORKERS=1."
        )
    return problems


def file_system_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The kind of file system where the path lies, such as ext4 or nfs4; empty where the system does not tell."""
    try:
        lines = [line.split(" ") for line in mounts.read_text().splitlines()]
    except OSError:
        return ""
    # Spaces stand there as \040: man 5 fstab. Of two on one folder, the later one is seen.
    found = {Path(line[1].replace("\\040", " ")): line[2] for line in lines if len(line) > 2}
    return next((found[folder] for folder in (path, *path.parents) if folder in found), "")
