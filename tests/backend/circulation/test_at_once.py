"""Many at once, each with a connection of his own, on real databases: nothing is lent twice and nothing is lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy.exc import DBAPIError

from backend.catalog.models import Book
from backend.circulation.models import CirculationEvent, Hold, Loan, ReaderCard
from backend.circulation.queries.invariants import problems
from backend.circulation.service import holds, loans
from backend.circulation.service.allocator import allocate
from backend.core import locking
from backend.core.actors import CLOCKWORK_ACTOR
from backend.core.database import db
from backend.core.errors import Failure
from tests.clients import LibraryClient, twins
from tests.factories import make_user
from tests.lending import HERE, Desk, later, make_desk

CROWD = 50
ROUNDS = 4


def crowd(act: Callable[[int], Any], number: int = CROWD) -> list[Any]:
    """Everybody begins at the same moment."""
    start = Barrier(number)

    def one(which: int) -> Any:
        start.wait()
        return act(which)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def in_library(app: Any, act: Callable[[], Any]) -> Any:
    """A transaction of one's own, as the edge of a request makes it, tried again as often."""
    with app.app_context():
        for attempt in range(1, locking.ATTEMPTS + 1):
            try:
                done = act()
                db.session.commit()
            except (Failure, DBAPIError) as error:
                db.session.rollback()
                if attempt < locking.ATTEMPTS and locking.is_contention(error):
                    continue
                return type(error).__name__
            return done
    return None


def assert_sound(app: Any) -> None:
    with app.app_context():
        assert list(problems(later(26))) == []
        for book in db.session.query(Book):
            taken = db.session.query(Loan).filter_by(book_id=book.id).filter(Loan.open_copy_id.is_not(None)).count()
            taken += db.session.query(Hold).filter_by(book_id=book.id).filter(Hold.alloc_copy_id.is_not(None)).count()
            assert book.copies_free == book.copies_total - taken


def test_fifty_readers_want_one_copy_and_one_gets_it(app: Any, sign_in_as: Any) -> None:
    desks: list[LibraryClient] = twins(sign_in_as("staff"), CROWD)
    with app.app_context():
        desk = make_desk(0)
        barcode = desk.copies[0][0].barcode
        people = [make_user().id for _ in range(CROWD)]
        db.session.commit()

    def scan(which: int) -> tuple[int, str | None]:
        answer = desks[which].post("/api/desk/loans", json={"user_id": people[which], "barcode": barcode})
        return answer.status_code, answer.get_json().get("code")

    answers = Counter(crowd(scan))
    assert answers.pop((200, None)) == 1
    # On a machine with too much to do somebody may be told to try again; nobody sees a fault.
    assert set(answers) <= {(409, "loan_refused"), (409, "busy")}
    with app.app_context():
        assert db.session.query(Loan).count() == 1
    assert_sound(app)


def test_fifty_equal_scans_make_one_loan_with_a_key_and_without(app: Any, sign_in_as: Any) -> None:
    desks: list[LibraryClient] = twins(sign_in_as("staff"), CROWD)
    with app.app_context():
        desk = make_desk(1, (1, 1))
        barcodes, reader = [copies[0].barcode for copies in desk.copies], desk.user(0)

    def scan(which: int) -> tuple[int, int | str]:
        """Half of them the first copy with one key, half of them the second without any."""
        headers = {"Idempotency-Key": "scan-1"} if which % 2 else {}
        asked = {"user_id": reader, "barcode": barcodes[which % 2]}
        answer = desks[which].post("/api/desk/loans", json=asked, headers=headers)
        body = answer.get_json()
        return answer.status_code, body["loan"]["id"] if answer.status_code == 200 else body["code"]

    answers = Counter(crowd(scan))
    answers.pop((409, "busy"), None)
    assert {status for status, _ in answers} == {200}
    assert len(answers) == 2
    with app.app_context():
        assert db.session.query(Loan).count() == 2
        assert db.session.query(CirculationEvent).filter_by(entity="loan").count() == 2
    assert_sound(app)


def test_whatever_comes_together_leaves_the_library_sound(app: Any) -> None:
    """A return with a new hold; a renewal with a new hold; a cancellation with the allocator; a lending with a hold."""
    for _ in range(ROUNDS):
        with app.app_context():
            desk = make_desk(2, (1, 1, 1, 1))
            titles = [book.id for book in desk.books]
            codes = [copies[0].barcode for copies in desk.copies]
            lent = [loans.check_out(desk.user(0), codes[place], desk.staff, HERE).loan.id for place in (0, 1)]
            first = holds.place_hold(desk.user(0), titles[2], desk.readers[0], HERE).id
            second = holds.place_hold(desk.user(1), titles[2], desk.readers[1], HERE).id
            db.session.commit()
        done = _together(app, desk, titles, codes, lent, first)
        assert done[0] in ("shelf", "hold_shelf")
        assert done[1] in ("queued", "allocated")
        assert done[2] in (1, "RenewalRefused")
        assert (done[3], done[4]) == ("queued", "cancelled")
        assert (done[6], done[7]) in ((True, "queued"), ("LoanRefused", "allocated"))
        with app.app_context():
            queued = db.session.query(Hold).filter_by(state="queued")
            waiting = queued.filter(Hold.book_id.in_((titles[0], titles[2])))
            assert waiting.count() == 0, "whoever waited has the copy that came free"
            assert db.session.get_one(Hold, second).alloc_copy_id is not None
        assert_sound(app)


def _together(app: Any, desk: Desk, titles: list[int], codes: list[str], lent: list[int], first: int) -> list[Any]:
    """Everything that meets, two by two on one title, all at the same moment."""
    back, renewed, given_up, wanted = titles
    one, two, staff = (desk.user(0), desk.readers[0]), (desk.user(1), desk.readers[1]), desk.staff
    acts: list[Callable[[], Any]] = [
        lambda: loans.check_in(codes[0], staff, later(1)).outcome,
        lambda: holds.place_hold(two[0], back, two[1], later(1)).state,
        lambda: loans.renew_loan(lent[1], one[1], later(25)).renewals,
        lambda: holds.place_hold(two[0], renewed, two[1], later(25)).state,
        lambda: holds.cancel_hold(first, one[1], later(1)).state,
        lambda: len(allocate(given_up, later(1)).assigned),
        lambda: loans.check_out(two[0], codes[3], staff, later(1)).new,
        lambda: holds.place_hold(one[0], wanted, one[1], later(1)).state,
    ]
    return crowd(lambda which: in_library(app, acts[which]), len(acts))


def test_two_runners_end_each_hold_once(app: Any) -> None:
    with app.app_context():
        desk = make_desk(1, (1,) * 5)
        _lay_ready(desk)

    def run(_: int) -> int:
        with app.app_context():
            return holds.expire_pickups(later(30), db.session.commit)

    assert sum(crowd(run, 2)) == 5
    with app.app_context():
        assert {hold.state for hold in db.session.query(Hold)} == {"no_show"}
        ended = db.session.query(CirculationEvent).filter_by(action="expire_pickup")
        assert (ended.count(), {event.actor_role for event in ended}) == (5, {CLOCKWORK_ACTOR.role})
        assert db.session.query(ReaderCard).one().no_shows == 5
    assert_sound(app)


def _lay_ready(desk: Desk) -> None:
    for book, (copy,) in zip(desk.books, desk.copies, strict=True):
        hold = holds.place_hold(desk.user(0), book.id, desk.readers[0], HERE)
        holds.put_on_shelf(hold.id, copy.barcode, desk.staff, HERE)
    db.session.commit()
