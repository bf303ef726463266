"""The shop of the demonstration library: what is for sale and for how much, and a year of orders, stored."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from random import Random
from typing import Any

from sqlalchemy import select

from backend.calendar.queries import open_days
from backend.catalog.models import Author, Book, BookAuthor, BookCategory, Sku
from backend.core.database import db
from backend.seed.readers import SimulatedReader
from backend.seed.shelf import Shelf
from backend.seed.shop_counter import Counter
from backend.seed.shop_offers import store_offers, store_used
from backend.seed.shop_pricing import Prices
from backend.seed.shop_rows import store_facts, store_rows
from backend.seed.shop_things import SimSku
from backend.seed.shop_visitor import furnish_cart, store_addresses, visitor_purchases
from backend.seed.shop_year import Purchase, ShopYear
from backend.shop.models import ShippingRate, ShopTerms
from backend.shop.rules.lives import PAY_AT_DESK, PICKUP, SANDBOX, SHIPPING

DEMONSTRATION = "reader"
# How many orders a reader makes in the year, and of how many things.
ORDERS, ORDER_WEIGHTS = (0, 1, 2, 3, 5), (46, 26, 15, 9, 4)
LINES, LINE_WEIGHTS = (1, 2, 3, 4), (58, 26, 11, 5)
HOME, DESK_PAYS, TWO_OF_ONE, USED_ONE = 0.35, 0.45, 0.06, 0.15
STREETS = ("文一路", "人民路", "解放大道", "中山北路", "学院路", "湖滨路", "建设街")
CITIES = (
    *(("浙江省", "杭州市", "西湖区", "310012"), ("上海市", "上海市", "徐汇区", "200030")),
    *(("江苏省", "南京市", "鼓楼区", "210008"), ("北京市", "北京市", "海淀区", "100080")),
)


def store_shop(
    shelf: Shelf,
    people: Sequence[SimulatedReader],
    ids: tuple[Sequence[int], Sequence[int], int],
    days: tuple[date, tzinfo],
    seed: int,
) -> int:
    """Store a year of the shop up to yesterday; returns how many orders. ids: of readers, of books, of the desk."""
    user_ids, book_ids, staff_id = ids
    today, zone = days
    end = datetime.combine(today, time(), zone).astimezone(UTC)
    rng = Random(f"{seed}:shop")
    added_on = dict(zip(book_ids, shelf.days, strict=True))
    withdrawn = store_used(added_on, end, rng)
    offers = store_offers(today, end)
    terms = db.session.get_one(ShopTerms, 1)
    terms.seller, terms.seller_address = "Shelfwise 知阅图书馆书店", "浙江省杭州市西湖区文一路 1 号"
    skus = _skus()
    prices = Prices(offers.discounts, db.session.get_one(ShippingRate, "CN"), terms.tax_basis_points)
    counter = Counter(skus, prices, open_days(), zone, staff_id, rng)
    year = ShopYear(counter, offers.vouchers, (terms.return_days, terms.pickup_open_days), end, rng)
    stock = list(_stock(counter, skus, added_on, withdrawn, end, rng))
    visitor = next(place for place, person in enumerate(people) if person.name == DEMONSTRATION)
    purchases = list(_purchases(shelf, people, user_ids, book_ids, skus, end, rng))
    purchases += visitor_purchases(_liked(people[visitor], shelf, book_ids, skus), user_ids[visitor], end)
    year.run(sorted(purchases, key=lambda purchase: purchase.at), stock)
    store_rows(counter, offers)
    store_facts(counter, today)
    store_addresses(user_ids[visitor], end)
    furnish_cart(counter, _liked(people[visitor], shelf, book_ids, skus), user_ids[visitor], end)
    return len(counter.orders)


def _skus() -> list[SimSku]:
    categories: defaultdict[int, set[int]] = defaultdict(set)
    for book_id, category_id in db.session.execute(select(BookCategory.book_id, BookCategory.category_id)):
        categories[book_id].add(category_id)
    written = select(BookAuthor.book_id, Author.name).join(Author, Author.id == BookAuthor.author_id)
    authors: defaultdict[int, list[str]] = defaultdict(list)
    for book_id, name in db.session.execute(written.order_by(BookAuthor.book_id, BookAuthor.position)):
        authors[book_id].append(name)
    rows = select(Sku, Book.title, Book.isbn13).join(Book, Book.id == Sku.book_id).order_by(Sku.id)
    return [
        SimSku(
            id=sku.id,
            book_id=sku.book_id,
            kind=sku.kind,
            price_cents=sku.price_cents,
            title=title,
            author=", ".join(authors[sku.book_id])[:255],
            isbn13=isbn13,
            categories=frozenset(categories[sku.book_id]),
            comes_again=sku.kind == "new" and place % 4 != 0,
            on_hand=0,
        )
        for place, (sku, title, isbn13) in enumerate(db.session.execute(rows))
    ]


def _stock(
    counter: Counter,
    skus: Sequence[SimSku],
    added_on: dict[int, date],
    withdrawn: dict[int, list[int]],
    end: datetime,
    rng: Random,
) -> Iterator[tuple[datetime, Any, tuple[Any, ...]]]:
    """What is delivered first, copies that the library lends no more, and what is missing when pieces are counted."""
    opened = end - timedelta(days=366)
    delivered = dict(db.session.execute(select(Sku.id, Sku.on_hand)).all())
    for sku in skus:
        day = datetime.combine(added_on[sku.book_id], time(9, 30), counter.zone).astimezone(UTC)
        first = max(opened + timedelta(hours=10), day)
        if delivered[sku.id]:
            yield first, counter.receive, (sku, delivered[sku.id], "首批进货")
            if delivered[sku.id] > 2 and rng.random() < 0.02:
                yield first + timedelta(hours=2), counter.miss, (sku,)
        for copy_id in withdrawn.get(sku.id, []):
            yield (
                end - timedelta(days=rng.randint(20, 360), hours=rng.randint(5, 14)),
                counter.take_withdrawn,
                (
                    sku,
                    copy_id,
                ),
            )


def _purchases(
    shelf: Shelf,
    people: Sequence[SimulatedReader],
    user_ids: Sequence[int],
    book_ids: Sequence[int],
    skus: Sequence[SimSku],
    end: datetime,
    rng: Random,
) -> Iterator[Purchase]:
    of_book: defaultdict[int, list[SimSku]] = defaultdict(list)
    for sku in skus:
        of_book[sku.book_id].append(sku)
    for person, user_id in zip(people, user_ids, strict=True):
        if person.name == DEMONSTRATION:
            continue
        opened = max(person.diary.created_at, end - timedelta(days=364))
        leaves = list(person.taste.leaves)
        for _ in range(rng.choices(ORDERS, ORDER_WEIGHTS)[0]):
            # More towards the end: the shop has become known.
            at = opened + (end - opened) * (rng.random() ** 0.8)
            wanted: dict[SimSku, int] = {}
            for _ in range(rng.choices(LINES, LINE_WEIGHTS)[0]):
                volume = rng.choice(shelf.by_leaf[rng.choice(leaves)])
                offered = of_book[book_ids[volume]]
                if offered and shelf.days[volume] < at.date():
                    sku = offered[-1] if rng.random() < USED_ONE else offered[0]
                    wanted[sku] = 2 if sku.kind == "new" and rng.random() < TWO_OF_ONE else 1
            if wanted:
                yield Purchase(at.replace(microsecond=0), user_id, tuple(wanted.items()), _way(person, rng))


def _way(person: SimulatedReader, rng: Random) -> tuple[str, str, dict[str, str] | None]:
    if rng.random() >= HOME:
        return PICKUP, PAY_AT_DESK if rng.random() < DESK_PAYS else SANDBOX, None
    region, city, district, code = rng.choice(CITIES)
    street = f"{rng.choice(STREETS)} {rng.randint(1, 300)} 号 {rng.randint(1, 30)} 室"
    address = {"recipient": person.display_name, "phone": f"139{rng.randrange(10**8):08d}", "country": "CN"}
    return SHIPPING, SANDBOX, address | {
        "region": region, "city": city, "district": district, "street": street, "postal_code": code,
    }  # fmt: skip


def _liked(person: SimulatedReader, shelf: Shelf, book_ids: Sequence[int], skus: Sequence[SimSku]) -> list[SimSku]:
    """New books for sale that the demonstration reader would like, the most first."""
    new = {sku.book_id: sku for sku in skus if sku.kind == "new" and sku.comes_again}
    appeals = person.taste.appeals(shelf)
    order = sorted(range(len(appeals)), key=lambda place: -appeals[place])
    old_enough = shelf.days[-1] - timedelta(days=90)
    return [new[book_ids[place]] for place in order if book_ids[place] in new and shelf.days[place] < old_enough]
