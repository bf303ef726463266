"""What each job is: a call of the room that knows how, and the counts that it tells."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.accounts.service import forget_links
from backend.circulation.queries.holds import titles_waited_for
from backend.circulation.service.ageing import age_loans
from backend.circulation.service.allocator import allocate
from backend.circulation.service.counting import count_loans, note_borrowers
from backend.circulation.service.forgetting import forget_readers
from backend.circulation.service.holds import expire_pickups, expire_requests
from backend.circulation.service.notices import remind
from backend.circulation.service.redating import redate
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.audit import forget_events
from backend.core.here import Here, here_at
from backend.core.idempotency import forget_answers
from backend.core.one_by_one import one_by_one
from backend.core.settings import Settings
from backend.dashboard.service.counting import roll_up
from backend.exchange.rules.records import library_code
from backend.lists.service import forget_deleted
from backend.notices.service import Post, drop_waiting, forget_ended, send_waiting
from backend.office.service.bulk_acts import forget_old_acts, go_on_with_bulk_acts
from backend.portability.service import Here as ImportsHere
from backend.portability.service import go_on_with_imports
from backend.shop.service.carts import forget_guest_carts
from backend.shop.service.counting import count_offers, turn_prices
from backend.shop.service.expiring import close_uncollected, complete_shipped, expire_orders
from backend.shop.service.reconciling import reconcile
from backend.shop.service.refunds import run_refunds


@dataclass(frozen=True)
class Desk:
    """What a job works with: the settings, who keeps what it did, and the clock."""

    settings: Settings
    keep: Callable[[], None]
    now: Callable[[], datetime]

    @property
    def here(self) -> Here:
        return here_at(self.settings.time_zone, self.now())


def go_on_with_reader_imports(desk: Desk) -> dict[str, int]:
    settings = desk.settings
    here = ImportsHere(library_code(settings.secret_key), settings.time_zone, desk.now(), settings.avatars_folder)
    return {"finished": go_on_with_imports(here, desk.keep)}


def allocate_copies(desk: Desk) -> dict[str, int]:
    """What holds and returns do at once is done again for every title that somebody waits for: a reader may have become
    eligible, a suspension be over, a request have failed half-way.
    """
    here, assigned = desk.here, 0

    def pass_on(book_id: int) -> bool:
        nonlocal assigned
        found = len(allocate(book_id, here).assigned)
        assigned += found
        return found > 0

    titles = one_by_one(titles_waited_for(), pass_on, desk.keep, "title to be passed on")
    return {"titles": titles, "assigned": assigned}


def send_letters(desk: Desk) -> dict[str, int]:
    if desk.settings.mail is None:
        dropped = drop_waiting(desk.now())
        desk.keep()
        return {"site_only": dropped}
    with Post(desk.settings.mail) as post:
        ended = send_waiting(post, desk.settings, desk.keep, desk.now)
    return {name.replace(" ", "_"): ended[name] for name in ("sent", "put off", "dropped", "failed")}


def make_facts_true(desk: Desk) -> dict[str, int]:
    counted = count_loans(desk.here.today, desk.keep)
    offers = count_offers(desk.here, desk.keep)
    return {"books": counted + offers, "reviews": note_borrowers(desk.keep)}


def clear_away(desk: Desk) -> dict[str, int]:
    at = desk.now()
    done = {"letters": forget_ended(at), "answers": forget_answers(at), "carts": forget_guest_carts(at)}
    forget_links(at)
    forget_deleted(at)
    kept = timedelta(days=desk.settings.audit_days)
    return {**done, "bulk_acts": forget_old_acts(at, kept), "audit_lines": forget_events(at - kept, desk.keep)}


def send_refunds(desk: Desk) -> dict[str, int]:
    return {"refunded": run_refunds(desk.here, desk.keep, desk.settings)}


def move_due_dates(desk: Desk) -> dict[str, int]:
    """What was lent, renewed or made ready while a closure was written down, and hangs on a day that is closed now."""
    moved = redate(CLOCKWORK_ACTOR, desk.here)
    desk.keep()
    return {"moved": moved.loans, "kept_longer": moved.holds}


WORK: dict[str, Callable[[Desk], dict[str, int]]] = {
    "reader_imports": go_on_with_reader_imports,
    "bulk_acts": lambda desk: {"finished": go_on_with_bulk_acts(desk.here, desk.keep)},
    "pickup_expiry": lambda desk: {"ended": expire_pickups(desk.here, desk.keep)},
    "request_expiry": lambda desk: {"ended": expire_requests(desk.here, desk.keep)},
    "allocation": allocate_copies,
    "due_dates": move_due_dates,
    "ageing": lambda desk: age_loans(desk.here, desk.keep),
    "payments": lambda desk: reconcile(desk.here, desk.keep, desk.settings),
    "order_expiry": lambda desk: {"ended": expire_orders(desk.here, desk.keep)},
    "order_pickups": lambda desk: {"ended": close_uncollected(desk.here, desk.keep)},
    "order_completion": lambda desk: {"completed": complete_shipped(desk.here, desk.keep)},
    "refunds": send_refunds,
    "prices": lambda desk: {"titles": turn_prices(desk.here, desk.keep)},
    "reminders": lambda desk: remind(desk.here, desk.keep),
    "letters": send_letters,
    "forgetting": lambda desk: forget_readers(desk.here, desk.keep),
    "facts": make_facts_true,
    "rollups": lambda desk: roll_up(desk.here, desk.keep),
    "clearing": clear_away,
}
