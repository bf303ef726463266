"""What makes things cheaper in the simulated shop, and copies that the library lends no more and sells."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from backend.catalog.models import Book, Category, Copy, Location, Sku
from backend.core.database import db
from backend.seed.shop_things import SimDiscount, SimVoucher
from backend.shop.models import Discount

USED_SHARE, USED_MOST = 0.03, 60
NOTES = ("封面有折痕，内页干净", "书脊有馆藏标签痕迹", "九成新", "书角略有磨损，不影响阅读")


@dataclass(frozen=True)
class Offers:
    """`rows` of vouchers wait until it is known how often each was used."""

    discounts: list[SimDiscount]
    vouchers: list[SimVoucher]
    voucher_rows: list[dict[str, Any]]


def store_offers(today: date, at: datetime) -> Offers:
    """One discount that is over, two that hold today, one that is to come; and vouchers."""
    novels = db.session.scalars(select(Category.id).where(Category.slug == "chinese-history")).one_or_none()
    branch = db.session.scalars(select(Category).where(Category.parent_id.is_(None)).order_by(Category.id)).first()
    spring, summer = today - timedelta(days=210), today - timedelta(days=95)
    told: list[tuple[str, str, int, date, date, int | None]] = [
        ("世界读书周", "World Book Week", 20, spring, spring + timedelta(days=9), None),
        ("暑期阅读", "Summer reading", 15, summer, summer + timedelta(days=30), branch.id if branch else None),
        ("历史书节", "History month", 25, today - timedelta(days=6), today + timedelta(days=24), novels),
        ("年终特惠", "End of the year", 10, today + timedelta(days=25), today + timedelta(days=40), None),
    ]
    discounts = []
    for name_zh, name_en, percent, starts_on, ends_on, category_id in told:
        db.session.add(
            Discount(
                name_zh=name_zh, name_en=name_en, percent=percent, starts_on=starts_on, ends_on=ends_on,
                category_id=category_id, changed_at=at - timedelta(days=220),
            )
        )  # fmt: skip
        discounts.append(SimDiscount(percent, starts_on, ends_on, None, _with_children(category_id)))
    return Offers(discounts, *_vouchers(today, at))


def _with_children(category_id: int | None) -> frozenset[int] | None:
    if category_id is None:
        return None
    under = select(Category.id).where(Category.parent_id == category_id)
    return frozenset({category_id, *db.session.scalars(under)})


def _vouchers(today: date, at: datetime) -> tuple[list[SimVoucher], list[dict[str, Any]]]:
    first, last = today - timedelta(days=365), today + timedelta(days=90)
    told = (
        ("WELCOME10", "新读者九折", "Ten per cent for new readers", "percent", 10, 3000, first, last),
        ("READ20", "满 100 减 20", "20 off 100", "amount", 2000, 10000, first, last),
        ("SPRING15", "春季八五折", "Spring, 15 per cent", "percent", 15, 5000, first, today - timedelta(days=150)),
    )
    vouchers, rows = [], []
    for number, (code, name_zh, name_en, kind, value, minimum, starts_on, ends_on) in enumerate(told, start=1):
        vouchers.append(SimVoucher(number, code, kind, value, minimum, starts_on, ends_on))
        rows.append(
            {
                "id": number,
                "code": code,
                "name_zh": name_zh,
                "name_en": name_en,
                "kind": kind,
                "value": value,
                "minimum_cents": minimum,
                "starts_on": starts_on,
                "ends_on": ends_on,
                "once_per_reader": True,
                "changed_at": at - timedelta(days=360),
            }
        )
    return vouchers, rows


def store_used(added_on: dict[int, date], at: datetime, rng: Random) -> dict[int, list[int]]:
    """Old copies of some titles, withdrawn, and the used pieces that they become: sku -> its copies."""
    place = db.session.scalars(select(Location.id).order_by(Location.id.desc())).first()
    old = at.date() - timedelta(days=400)
    priced = select(Book.id, Book.price_cents, Book.language).where(Book.price_cents.is_not(None)).order_by(Book.id)
    chosen = [
        row for row in db.session.execute(priced) if added_on.get(row.id, at.date()) < old and rng.random() < USED_SHARE
    ][:USED_MOST]
    copies: list[dict[str, Any]] = []
    skus: list[dict[str, Any]] = []
    for row in chosen:
        for _ in range(rng.randint(1, 2)):
            copies.append(
                {
                    "book_id": row.id,
                    "barcode": f"SW9{len(copies) + 1:06d}",
                    "location_id": place,
                    "shelf_mark": f"{row.language.upper()}-{row.id:05d}/旧",
                    "condition": "withdrawn",
                    "acquired_on": added_on[row.id],
                }
            )
        cents = row.price_cents * rng.randint(35, 60) // 1000 * 10
        skus.append({"book_id": row.id, "kind": "used", "price_cents": cents, "note": rng.choice(NOTES)})
    if not chosen:
        return {}
    db.session.execute(insert(Copy), copies)
    db.session.execute(insert(Sku), skus)
    used = select(Sku.id, Copy.id).join(Copy, Copy.book_id == Sku.book_id)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for sku_id, copy_id in db.session.execute(
        used.where(Sku.kind == "used", Copy.condition == "withdrawn").order_by(Copy.id)
    ):
        found[sku_id].append(copy_id)
    return dict(found)
