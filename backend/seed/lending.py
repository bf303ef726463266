"""The year of lending, stored: loans, holds, the log, the ledger, cards, and the figures that follow."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, update

from backend.calendar.queries import open_days
from backend.catalog.models import Book, Copy
from backend.catalog.service import count_holdings
from backend.circulation.models import CirculationEvent, FineEntry, Hold, Loan, ReaderCard
from backend.circulation.queries.copies import taken_copies
from backend.circulation.queries.policies import terms_for
from backend.circulation.rules.cards import card_number
from backend.circulation.rules.lives import OPEN_HOLDS, OPEN_LOANS
from backend.circulation.rules.terms import Terms
from backend.circulation.service.counting import loans_lately
from backend.core.database import db
from backend.engagement.models import Review
from backend.seed.desk import Desk
from backend.seed.desk_things import SimCopy, SimReader
from backend.seed.lending_year import BORROWED_SHARE, Wish, Year
from backend.seed.ratings import SimulatedRating
from backend.seed.readers import SimulatedReader
from backend.seed.rules_of_lending import GENERAL, Places, store_rules
from backend.seed.shelf import Shelf
from backend.seed.visitor import furnish_demonstration_reader

NEW_DAYS = 60
KEEPS_HISTORY_SHARE, CHILDREN_SHARE, STILL_READING = 0.85, 0.6, 0.4
CHILDREN_LEAVES = frozenset({"children-fiction", "picture-books"})
DEMONSTRATION = "reader"


def store_lending(
    shelf: Shelf,
    people: Sequence[SimulatedReader],
    walks: Sequence[Sequence[SimulatedRating]],
    ids: tuple[Sequence[int], Sequence[int], int],
    days: tuple[date, tzinfo],
    seed: int,
) -> int:
    """Store a year of lending up to yesterday; returns how many loans. ids: of readers, of books, and of the desk."""
    user_ids, book_ids, staff_id = ids
    today, zone = days
    end = datetime.combine(today, time(), zone).astimezone(UTC)
    places = store_rules(today, end - timedelta(days=400))
    _tell_types(places, today)
    rng = Random(f"{seed}:lending")
    readers = [
        SimReader(user_id, _group(person, places, rng), keeps_history(person, seed))
        for person, user_id in zip(people, user_ids, strict=True)
    ]
    desk = Desk(_copies(), open_days(), zone, _terms_of(), staff_id)
    year = Year(desk, _prices(), end, rng)
    year.run(sorted(_wishes(shelf, people, walks, readers, book_ids, desk, end, rng), key=lambda wish: wish.at))
    visitor = next(place for place, person in enumerate(people) if person.name == DEMONSTRATION)
    read = {book_ids[rating.volume] for rating in walks[visitor]}
    liked = [book_ids[place] for place in _by_appeal(people[visitor], shelf) if book_ids[place] not in read]
    furnish_demonstration_reader(desk, readers[visitor], liked, end)
    _store_cards([*readers, SimReader(staff_id, places.colleagues, False)], people, end)
    _store_rows(desk)
    _store_figures(book_ids, today)
    return len(desk.loans)


def keeps_history(person: SimulatedReader, seed: int) -> bool:
    """Whether this reader wants to be reminded of what he borrowed; drawn apart from everything else."""
    return person.name == DEMONSTRATION or Random(f"{seed}:keeps:{person.name}").random() < KEEPS_HISTORY_SHARE


def _tell_types(places: Places, today: date) -> None:
    """Books of the last weeks are new ones; what may not leave the house is of its own type."""
    new = select(Book.id).where(Book.added_on > today - timedelta(days=NEW_DAYS))
    db.session.execute(update(Copy).where(Copy.book_id.in_(new)).values(item_type_id=places.new))
    db.session.execute(update(Copy).where(Copy.reference_only).values(item_type_id=places.reference))


def _group(person: SimulatedReader, places: Places, rng: Random) -> int:
    first = next(iter(person.taste.leaves))
    child = first in CHILDREN_LEAVES and person.name != DEMONSTRATION and rng.random() < CHILDREN_SHARE
    return places.children if child else GENERAL


def _copies() -> list[SimCopy]:
    rows = db.session.execute(select(Copy).order_by(Copy.id)).scalars()
    return [
        SimCopy(
            id=copy.id,
            book_id=copy.book_id,
            barcode=copy.barcode,
            item_type_id=copy.item_type_id,
            location_id=copy.location_id,
            lendable=not copy.reference_only,
            condition=copy.condition,
        )
        for copy in rows
    ]


def _prices() -> dict[int, int | None]:
    return dict(db.session.execute(select(Book.id, Book.price_cents)).all())


def _terms_of() -> Any:
    @cache
    def find(group_id: int, item_type_id: int, location_id: int) -> Terms:
        return terms_for(group_id, item_type_id, location_id)

    return find


def _wishes(
    shelf: Shelf,
    people: Sequence[SimulatedReader],
    walks: Sequence[Sequence[SimulatedRating]],
    readers: Sequence[SimReader],
    book_ids: Sequence[int],
    desk: Desk,
    end: datetime,
    rng: Random,
) -> Iterator[Wish]:
    first = end - timedelta(days=365)
    for person, ratings, reader in zip(people, walks, readers, strict=True):
        opened = max(person.diary.created_at, first)
        visitor = person.name == DEMONSTRATION
        for rating in ratings:
            days = rng.randint(5, 24)
            at = _at_the_desk(rating.at - timedelta(days=days), desk, rng)
            # The demonstration reader's last weeks are told apart: see visitor.py.
            if rng.random() < BORROWED_SHARE and at > opened and not (visitor and end - at < timedelta(days=75)):
                yield Wish(at, reader, book_ids[rating.volume], days)
        if not visitor and rng.random() < STILL_READING:
            read = {rating.volume for rating in ratings}
            for _ in range(rng.randint(1, 3)):
                volume = rng.choice(shelf.by_leaf[rng.choice(list(person.taste.leaves))])
                at = _at_the_desk(end - timedelta(days=rng.randint(1, 28)), desk, rng)
                if volume not in read and at > opened and shelf.days[volume] <= desk.day_of(at):
                    yield Wish(at, reader, book_ids[volume], rng.randint(8, 26))


def _at_the_desk(at: datetime, desk: Desk, rng: Random) -> datetime:
    day = desk.days.next_open(desk.day_of(at))
    return datetime.combine(day, time(rng.randrange(9, 18), rng.randrange(60)), desk.zone).astimezone(UTC)


def _by_appeal(person: SimulatedReader, shelf: Shelf) -> list[int]:
    appeals = person.taste.appeals(shelf)
    return sorted(range(len(appeals)), key=lambda place: -appeals[place])


def _store_cards(readers: Sequence[SimReader], people: Sequence[SimulatedReader], end: datetime) -> None:
    made = [person.diary.created_at for person in people]
    rows = [
        {
            "user_id": reader.user_id,
            "number": card_number(reader.user_id),
            "group_id": reader.group_id,
            "no_shows": reader.no_shows,
            "made_at": made[place] if place < len(made) else end - timedelta(days=400),
        }
        for place, reader in enumerate(readers)
    ]
    db.session.execute(insert(ReaderCard), rows)


def _store_rows(desk: Desk) -> None:
    _take_names(desk)
    by_terms: dict[int, dict[str, Any]] = {}
    for loan in desk.loans:
        loan.values["terms"] = by_terms.setdefault(id(loan.terms), loan.terms.as_json())
    desk.events.sort(key=lambda event: event["happened_at"])
    desk.fines.sort(key=lambda entry: entry["made_at"])
    lost = [copy.id for copies in desk.copies.values() for copy in copies if copy.condition == "lost"]
    db.session.execute(update(Copy).where(Copy.id.in_(lost)).values(condition="lost"))
    for model, rows in (
        (Hold, [hold.values for hold in desk.holds]),
        (Loan, [loan.values for loan in desk.loans]),
        (FineEntry, desk.fines),
        (CirculationEvent, desk.events),
    ):
        if rows:
            db.session.execute(insert(model), rows)


def _take_names(desk: Desk) -> None:
    """What is over is not remembered of those who do not want it, as service.forgetting does it."""
    gone: defaultdict[str, set[int]] = defaultdict(set)
    owed = {entry["loan_id"] for entry in desk.fines}
    for loan in desk.loans:
        over = loan.values["state"] not in OPEN_LOANS
        if over and not loan.reader.keeps_history and not (loan.reader.debt > 0 and loan.id in owed):
            loan.values["user_id"] = None
            gone["loan"].add(loan.id)
    for hold in desk.holds:
        if hold.values["state"] not in OPEN_HOLDS and not hold.reader.keeps_history:
            hold.values["user_id"] = None
            gone["hold"].add(hold.id)
    for event in desk.events:
        if event["actor_role"] == "reader" and event["entity_id"] in gone[event["entity"]]:
            event["actor_id"] = None
    for entry in desk.fines:
        if entry["loan_id"] in gone["loan"]:
            entry["loan_id"] = entry["key"] = None


def _store_figures(book_ids: Sequence[int], today: date) -> None:
    ids = list(book_ids)
    count_holdings(ids, taken_copies(ids))
    lately = [{"id": book_id, "loans_30d": number} for book_id, number in loans_lately(today).items()]
    if lately:
        db.session.execute(update(Book), lately)
    had = select(func.count()).where(Loan.user_id == Review.user_id, Loan.book_id == Review.book_id).scalar_subquery()
    borrowed = update(Review).where(had > 0).values(borrowed_here=True)
    db.session.execute(borrowed, execution_options={"synchronize_session": False})
