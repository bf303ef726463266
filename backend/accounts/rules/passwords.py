"""What a password must be. Length over composition, and none that everybody tries first: NIST SP 800-63B."""

import json
import re
from functools import cache
from pathlib import Path

from backend.accounts.rules.names import normalised_name

PASSWORD_MIN, PASSWORD_MAX = 8, 128
# Below this, digits alone are a birthday, a telephone number, or a row of keys.
DIGITS_MIN = 14

_DATE = re.compile(r"(19|20)\d\d((0[1-9]|1[0-2])([0-2]\d|3[01]))?")
_STEM = re.compile(r"(?P<stem>[a-z]+)(?P<tail>\d*)")
# Signs that people put for letters.
_SIGNS = str.maketrans("@4301$5!7", "aaeoissit")


def password_problem(password: str, *names: str) -> str | None:
    """Why a password is refused, as a code, or None. names: normalised; what the account is known by."""
    if len(password) < PASSWORD_MIN:
        return "password_too_short"
    if len(password) > PASSWORD_MAX:
        return "password_too_long"
    if normalised_name(password) in {name for name in names if name}:
        return "password_is_name"
    if len(set(password)) < 4:
        return "password_too_simple"
    return "password_common" if is_common(password) else None


def is_common(password: str) -> bool:
    """True when a password is among the first that anybody would try."""
    plain = normalised_name(password)
    if plain in _leaked() or plain.translate(_SIGNS) in _leaked() or plain[::-1] in _leaked():
        return True
    if re.fullmatch(r"[\d.\-/ ]+", plain) and sum(sign.isdigit() for sign in plain) < DIGITS_MIN:
        return True
    if any(plain == (plain[:length] * (len(plain) // length + 1))[: len(plain)] for length in range(1, 5)):
        return True
    # The same with the sign that a form asked for: `Woaini1314!`
    found = _STEM.fullmatch(plain.rstrip("!.?@#$*~_"))
    return bool(found and found["stem"] in _stems() and (not found["tail"] or _is_usual(found["tail"])))


def _is_usual(digits: str) -> bool:
    return digits in _parts()["tails"] or bool(_DATE.fullmatch(digits))


@cache
def _parts() -> dict[str, frozenset[str]]:
    """What passwords of Chinese leaks are made of, beside the English ones: `woaini1314`, `wang123456`, `a5201314`."""
    text = (Path(__file__).parent / "common_parts.json").read_text(encoding="utf-8")
    return {name: frozenset(" ".join(lines).split()) for name, lines in json.loads(text).items()}


@cache
def _stems() -> frozenset[str]:
    surnames, given, words = (_parts()[name] for name in ("surnames", "given", "words"))
    named = {surname + rest for surname in surnames for rest in ("", *given)}
    return frozenset({*named, *words, *(first + second for first in words for second in words)})


@cache
def _leaked() -> frozenset[str]:
    # 30,000 passwords of public leaks; read when the first password is judged.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= PASSWORD_MIN)
