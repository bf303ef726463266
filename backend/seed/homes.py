"""How old the simulated readers are and where they live, as far as they told: most near the library."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import insert

from backend.core.database import db
from backend.seed.readers import SimulatedReader
from backend.shop.models import Address

DEMONSTRATION = "reader"
# Of all readers, so many told their year of birth, and where things are to be sent.
TOLD_BIRTH, TOLD_HOME, ABROAD = 0.82, 0.74, 0.05
CHILDREN = frozenset({"children-fiction", "picture-books"})
# Youngest, oldest, how many there are of them.
AGES = ((14, 17, 8), (18, 24, 24), (25, 34, 27), (35, 44, 17), (45, 54, 10), (55, 64, 8), (65, 82, 6))
PARENTS = ((7, 12, 4), (25, 34, 3), (35, 44, 4))
PLACES = (
    *(("浙江省", "杭州市", 46), ("上海市", "上海市", 14), ("江苏省", "南京市", 11), ("广东省", "深圳市", 7)),
    *(("北京市", "北京市", 6), ("四川省", "成都市", 4), ("湖北省", "武汉市", 3), ("安徽省", "合肥市", 3)),
    *(("福建省", "厦门市", 2), ("山东省", "青岛市", 2), ("陕西省", "西安市", 1), ("云南省", "昆明市", 1)),
)
COUNTRIES = (("GB", "London"), ("DE", "Berlin"), ("FR", "Paris"), ("SG", "Singapore"))


def birth_year_of(person: SimulatedReader, this_year: int, seed: int) -> int | None:
    rng = Random(f"{seed}:birth:{person.stream}")
    if rng.random() > TOLD_BIRTH:
        return None
    first = max(person.taste.leaves, key=lambda leaf: person.taste.leaves[leaf])
    ages = PARENTS if first in CHILDREN else AGES
    youngest, oldest, _ = rng.choices(ages, [share for *_, share in ages])[0]
    return this_year - rng.randint(youngest, oldest)


def store_homes(people: Sequence[SimulatedReader], user_ids: Sequence[int], seed: int) -> int:
    """Returns how many told it; the demonstration reader has addresses of his own."""
    rows = [
        {"user_id": user_id, **home, "preferred": True}
        for person, user_id in zip(people, user_ids, strict=True)
        if person.name != DEMONSTRATION and (home := _home(person, person.diary.created_at, seed)) is not None
    ]
    if rows:
        db.session.execute(insert(Address), rows)
    return len(rows)


def _home(person: SimulatedReader, at: datetime, seed: int) -> dict[str, Any] | None:
    rng = Random(f"{seed}:home:{person.stream}")
    if rng.random() > TOLD_HOME:
        return None
    said = {"recipient": person.display_name, "phone": f"139{rng.randrange(10**8):08}", "changed_at": at}
    if rng.random() < ABROAD:
        country, city = rng.choice(COUNTRIES)
        return {**said, "country": country, "region": "", "city": city, "street": f"{rng.randint(1, 200)} High Street"}
    region, city, _ = rng.choices(PLACES, [share for *_, share in PLACES])[0]
    return {**said, "country": "CN", "region": region, "city": city, "street": f"书香路 {rng.randint(1, 400)} 号"}
