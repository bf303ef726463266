"""One simulated year, made once for all tests that only look at it."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from backend.core.settings import ROOT
from backend.seed.simulation import Simulation, simulate

TODAY = date(2026, 11, 20)
ZONE = ZoneInfo("Asia/Shanghai")
TREE = json.loads((ROOT / "backend" / "catalog" / "categories.json").read_text(encoding="utf-8"))
TOPS = {leaf["slug"]: top["slug"] for top in TREE for leaf in top["children"]}


@pytest.fixture(scope="session")
def year() -> Simulation:
    return simulate(TOPS, TODAY, ZONE)
