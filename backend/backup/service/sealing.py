"""Packed, and sealed for whoever has the key: gzip in age (https://age-encryption.org/v1), which `age` opens as well.

A copy is sealed with a public key: the machine that makes it every night cannot open it.
"""

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

from pyrage import DecryptError, EncryptError, IdentityError, RecipientError, decrypt_io, encrypt_io, x25519

AGE = b"age-encryption.org/v1"


class BadKey(Exception):
    """It is no key, or not the one of this copy."""


@contextmanager
def sealed(file: IO[bytes], recipient: str | None) -> Iterator[IO[bytes]]:
    """What is written arrives in `file` packed, and sealed when there is a `recipient` (age1...). Raises BadKey."""
    if recipient is None:
        with gzip.open(file, "wb", compresslevel=6) as packed:
            yield packed  # type: ignore[misc]
        return
    try:
        key = x25519.Recipient.from_str(recipient)
    except RecipientError as error:
        raise BadKey("This is no public key; it looks like age1...") from error
    out, into = os.pipe()
    problems: list[Exception] = []

    def seal() -> None:
        try:
            with os.fdopen(out, "rb") as plain:
                encrypt_io(plain, file, [key])
        except (EncryptError, OSError) as error:
            problems.append(error)

    sealing = Thread(target=seal, daemon=True)
    sealing.start()
    try:
        with os.fdopen(into, "wb") as pipe, gzip.open(pipe, "wb", compresslevel=6) as packed:
            yield packed  # type: ignore[misc]
    finally:
        sealing.join()
    if problems:
        raise problems[0]


@contextmanager
def opened(path: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """The lines of a copy. `identity`: the file with the secret key of a sealed one. Raises BadKey, OSError."""
    with path.open("rb") as file:
        if file.read(len(AGE)) != AGE:
            file.seek(0)
            with gzip.open(file, "rb") as packed:
                yield packed  # type: ignore[misc]
            return
        file.seek(0)
        if identity is None:
            raise BadKey("The copy is sealed: name the file with its secret key.")
        key = _secret(identity)
        out, into = os.pipe()
        problems: list[DecryptError] = []

        def unseal() -> None:
            try:
                with os.fdopen(into, "wb") as plain:
                    decrypt_io(file, plain, [key])
            except DecryptError as error:
                problems.append(error)
            except OSError:
                # Whoever reads has enough, or has found something wrong and says so.
                return

        unsealing = Thread(target=unseal, daemon=True)
        unsealing.start()
        try:
            with os.fdopen(out, "rb") as pipe, gzip.open(pipe, "rb") as packed:
                yield packed  # type: ignore[misc]
        finally:
            unsealing.join()
            if problems:
                # Whatever the reader made of it: it ended because of this.
                raise BadKey("The key is not the one of this copy, or the copy is damaged.") from problems[0]


def _secret(identity: Path) -> x25519.Identity:
    """The first key of a file as `age-keygen` writes it."""
    for line in identity.read_text().splitlines():
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return x25519.Identity.from_str(line.strip())
            except IdentityError as error:
                raise BadKey("The secret key is not whole.") from error
    raise BadKey("There is no secret key in this file; it looks like AGE-SECRET-KEY-...")
