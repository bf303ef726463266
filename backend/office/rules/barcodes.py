"""Barcodes that run on: SW0000099, SW0000100."""

import re

LONGEST = 32
# What Code 128 B has, without spaces: somebody types it by hand too.
_BARCODE = re.compile(r"[!-~]{1,32}")
_RUNNING = re.compile(r"(.*?)(\d{1,18})")


def is_barcode(text: str) -> bool:
    return _BARCODE.fullmatch(text) is not None


def running(first: str, number: int) -> list[str] | None:
    """So many from the first on, with as many digits at least; None where it does not end in a number, or gets too
    long.
    """
    if number == 1:
        return [first] if is_barcode(first) else None
    found = _RUNNING.fullmatch(first)
    if found is None or not is_barcode(first):
        return None
    before, digits = found.groups()
    run = [f"{before}{int(digits) + more:0{len(digits)}d}" for more in range(number)]
    return run if len(run[-1]) <= LONGEST else None
