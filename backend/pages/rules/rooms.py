"""The rooms of the personal centre: which page draws each, and what that page asks the API when it opens.

A test compares both with the app: a question that the app does not ask, or asks in other words, is found there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# The source of the frame around every room, as the build's manifest calls it.
LAYOUT = "src/app/layouts/AccountLayout.vue"
# Who reads, and how many notices the bell in the head of the page counts.
_EVERYWHERE = ("/api/account", "/api/notices/unread")


@dataclass(frozen=True)
class Room:
    """A page of the personal centre."""

    # Below /account.
    address: re.Pattern[str]
    # The file in frontend/src/pages/account.
    name: str
    # With {page} from the query of the address, {year} of today, and what the address itself names.
    questions: tuple[str, ...] = ()
    # The answer takes its time: the page does not wait for it, and the browser asks beside it.
    long: bool = False


@dataclass(frozen=True)
class Questions:
    """What a page brings the answers to, and what the browser is told to ask at once."""

    answered: tuple[str, ...]
    asked: tuple[str, ...] = ()


def _room(address: str, name: str, *questions: str, long: bool = False) -> Room:
    return Room(re.compile(address), name, questions, long)


_LENDING_TODAY = ("/api/loans?state=open&page=1&size=100", "/api/holds", "/api/fines?size=1")
ROOMS = (
    _room("", "OverviewPage", "/api/account/overview", *_LENDING_TODAY),
    _room("loans", "LoansPage", "/api/loans?state=open&page={page}&size=20"),
    _room("holds", "HoldsPage", "/api/holds"),
    _room("orders", "OrdersPage", "/api/orders?page={page}&size=20"),
    _room(r"orders/(?P<id>[1-9]\d{0,9})", "OrderPage", "/api/orders/{id}"),
    _room(r"orders/[1-9]\d{0,9}/pay", "PayPage"),
    _room("reading", "ReadingPage", "/api/reading?page={page}&size=20"),
    _room("favourites", "FavouritesPage", "/api/favourites?page={page}&size=24", "/api/favourites/ids"),
    _room("reviews", "ReviewsPage", "/api/reviews?page={page}&size=10"),
    _room("ratings", "RatingsPage", "/api/ratings?page={page}&size=20"),
    _room("lists", "ListsPage", "/api/lists", long=True),
    _room(r"lists/(?P<id>[1-9]\d{0,9})", "ListPage", "/api/lists/{id}?page={page}"),
    _room("history", "HistoryPage", "/api/account/history?page={page}&size=30"),
    _room(r"year(?:/(?P<year>\d{4}))?", "YearPage", "/api/account/years/{year}", long=True),
    _room("privacy", "PrivacyPage", "/api/account/privacy"),
    _room("import", "ImportPage", "/api/account/imports"),
    _room(r"import/(?P<id>[1-9]\d{0,9})", "ImportRunPage", "/api/account/imports/{id}"),
    _room("fines", "FinesPage"),
    _room("taste", "TastePage", "/api/taste"),
    _room("notices", "NoticesPage", "/api/notices?page={page}&size=20"),
    _room("addresses", "AddressesPage", "/api/addresses"),
    _room("settings", "SettingsPage"),
    _room("security", "SecurityPage"),
)
_PAGE = re.compile(r"[1-9]\d{0,4}")


def room_at(path: str) -> Room | None:
    """The room at an address below /account; None where there is none."""
    return next((room for room in ROOMS if room.address.fullmatch(path)), None)


def sources_of(room: Room, locale: str) -> tuple[str, ...]:
    """What draws the room in a language, as the build's manifest calls it."""
    words = f"src/i18n/{locale}.json", f"element-plus/es/locale/lang/{locale.lower()}.mjs"
    return (LAYOUT, f"src/pages/account/{room.name}.vue", *words)


def questions_of(room: Room, path: str, query: Mapping[str, str], year: int) -> Questions:
    """What the app asks when it opens this address. What a query says that only the app can read is left to it."""
    said = room.address.fullmatch(path)
    page = query.get("page", "1")
    if said is None or query.keys() - {"page"} or not _PAGE.fullmatch(page):
        return Questions(_EVERYWHERE)
    named = {"page": page, "year": str(year), **{name: found for name, found in said.groupdict().items() if found}}
    own = tuple(question.format(**named) for question in room.questions)
    return Questions(_EVERYWHERE, own) if room.long else Questions((*_EVERYWHERE, *own))
