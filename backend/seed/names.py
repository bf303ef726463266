"""Made-up display names: nicknames, and given names with an initial; nobody real."""

import json
from pathlib import Path
from random import Random

_PARTS: dict[str, list[str]] = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))


class Names:
    """Display names, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def draw(self, locale: str, rng: Random) -> str:
        while (name := _zh(rng) if locale == "zh-CN" else _en(rng)) in self._given:
            pass
        self._given.add(name)
        return name


def _zh(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.72:
        return rng.choice(_PARTS["zh_first"]) + rng.choice(_PARTS["zh_second"])
    if kind < 0.82:
        return rng.choice(_PARTS["zh_called"]) + rng.choice(_PARTS["zh_given"])
    return f"{rng.choice(_PARTS['zh_second'])}{rng.choice(_PARTS['zh_second'])}{rng.randint(2, 99)}"


def _en(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.6:
        return f"{rng.choice(_PARTS['en_given'])} {chr(65 + rng.randrange(26))}."
    return (
        rng.choice(_PARTS["en_first"])
        + rng.choice(_PARTS["en_second"])
        + (str(rng.randint(2, 99)) if kind > 0.8 else "")
    )
