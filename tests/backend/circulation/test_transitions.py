"""What the tables of the lives do not list does not happen, for nobody and by no way."""

import ast
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import delete

from backend.accounts.models import User
from backend.catalog.models import Book, Copy
from backend.catalog.models.copies import CONDITIONS
from backend.circulation.models import CirculationEvent, FineEntry, Hold, Loan
from backend.circulation.rules.lives import (
    COPY,
    COPY_LIFE,
    HOLD,
    HOLD_LIFE,
    HOLD_STATES,
    LIVES,
    LOAN,
    LOAN_LIFE,
    LOAN_STATES,
    QUEUED,
    SET_ASIDE,
)
from backend.circulation.service.transitions import transition
from backend.core.actors import CLOCKWORK, CLOCKWORK_ACTOR, OWNER, STAFF, Actor
from backend.core.database import db
from backend.core.lives import MoveForbidden, MoveNotAllowed
from backend.core.settings import ROOT
from tests.clients import twins
from tests.conftest import NOW
from tests.lending import HERE, make_hold, make_loan, make_title

STATES: dict[str, tuple[str | None, ...]] = {
    COPY: CONDITIONS,
    HOLD: (None, *HOLD_STATES),
    LOAN: (None, *LOAN_STATES),
}
ACTIONS = sorted({action for life in LIVES.values() for action in life} | {"", "delete"})
ACTORS = {
    OWNER: Actor(1, "reader"),
    "another reader": Actor(2, "reader"),
    "auditor": Actor(1, "auditor"),
    STAFF: Actor(3, "staff"),
    CLOCKWORK: CLOCKWORK_ACTOR,
}
# As what each of them acts on what belongs to reader 1.
CAPACITY = {OWNER: OWNER, STAFF: STAFF, CLOCKWORK: CLOCKWORK}
DESK_OF_HOLD: dict[str, tuple[str, dict[str, Any] | None]] = {
    "put_on_shelf": ("shelve", {"barcode": "?"}),
    "not_found": ("not-found", None),
    "undo_shelf": ("undo", None),
    "cancel": ("cancel", {"reason": "x"}),
    "extend_pickup": ("extend", None),
    "reorder": ("move", {"before_id": None, "reason": "x"}),
}
MINE_OF_HOLD: dict[str, dict[str, str] | None] = {"suspend": {"until": "2026-12-01"}, "resume": None}
# The copy lies ready already: the same scan again is answered, and does nothing.
SCANNED_TWICE = ("ready", "put_on_shelf")
DESK_OF_LOAN: dict[str, tuple[str, dict[str, Any] | None]] = {
    "renew": ("renew", {"overrides": ["too_early"], "comment": "x"}),
    "claim": ("claim", {}),
    "reject_claim": ("reject-claim", {"reason": "x"}),
    "declare_lost": ("lost", {"reason": "x"}),
    "pay_lost": ("pay-lost", None),
    "find": ("found", None),
    "change_due": ("due", {"due_on": "2027-02-01", "reason": "x"}),
    "contact": ("contact", None),
    "void": ("void", {"reason": "x"}),
}
# What only its own route does, by a word that the table does not know as an act of the desk.
NOT_BY_NAME = ("lose", "find", "reclassify", "reinstate")


def row_in(entity: str, state: str | None) -> Any:
    if entity == COPY:
        return Copy(id=1, book_id=1, condition=state)
    return (Hold if entity == HOLD else Loan)(id=1, user_id=1, book_id=1, state=state)


@pytest.mark.parametrize("entity", LIVES)
def test_no_action_leads_where_the_table_does_not_say(entity: str) -> None:
    """Every state with every action, by everybody: nothing is written before the table was asked."""
    refused = 0
    for state, action, (name, actor) in product(STATES[entity], ACTIONS, ACTORS.items()):
        row, move = row_in(entity, state), LIVES[entity].get(action)
        listed = move is not None and state in move.before
        if listed and move is not None and CAPACITY.get(name) in move.by and not (entity == COPY and name == OWNER):
            continue
        with pytest.raises(MoveForbidden if listed else MoveNotAllowed):
            transition(row, action, actor, NOW)
        assert (row.condition if entity == COPY else row.state) == state
        refused += 1
    assert refused > 200


def asked(desk: Any, mine: Any, entity: str, action: str, row: Any, barcode: str) -> Any:
    """The answer of the API to whoever wants the action; None where no route does it."""
    if entity == COPY:
        return desk.post(f"/api/desk/copies/{barcode}/{action}", json={"reason": "x"})
    if entity == LOAN and action == "undo":
        return mine.post(f"/api/loans/{row}/undo")
    if entity == HOLD and action in MINE_OF_HOLD:
        body = MINE_OF_HOLD[action]
        return mine.post(f"/api/holds/{row}/{action}", **({"json": body} if body else {}))
    route = (DESK_OF_HOLD if entity == HOLD else DESK_OF_LOAN).get(action)
    if route is None:
        return None
    name, body = route
    body = {**body, "barcode": barcode} if body and "barcode" in body else body
    return desk.post(f"/api/desk/{entity}s/{row}/{name}", **({"json": body} if body is not None else {}))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("entity", LIVES)
def test_no_route_takes_an_action_that_the_table_does_not_list(app: Any, sign_in_as: Any, entity: str) -> None:
    desk, mine = (twins(sign_in_as(role), 1)[0] for role in ("staff", "reader"))
    with app.app_context():
        make_title()
        db.session.commit()
    life = {COPY: COPY_LIFE, HOLD: HOLD_LIFE, LOAN: LOAN_LIFE}[entity]
    tried = 0
    for state, action in product(STATES[entity], life):
        if state is None:
            continue
        with app.app_context():
            row_id, barcode = _store(mine.user_id, entity, state)
        answer = asked(desk, mine, entity, action, row_id, barcode)
        if answer is None:
            continue
        tried += 1
        table: Any = {COPY: Copy, HOLD: Hold, LOAN: Loan}[entity]
        with app.app_context():
            row = db.session.get_one(table, row_id)
            now = row.condition if entity == COPY else row.state
            if state in life[action].before and not (entity == COPY and action in NOT_BY_NAME):
                assert answer.status_code == 200 or answer.get_json()["code"] == "action_refused", answer.get_json()
                # Whatever the allocator did with it afterwards came later in the log.
                events = db.session.query(CirculationEvent).filter_by(entity=entity, entity_id=row_id)
                first = events.order_by(CirculationEvent.id).first()
                assert answer.status_code != 200 or (first is not None and first.action == action)
            else:
                refused = 200 if (state, action) == SCANNED_TWICE else 409
                assert (answer.status_code, now) == (refused, state), (state, action, answer.get_json())
                assert db.session.query(CirculationEvent).count() == 0
    assert tried >= len(STATES[entity]) * 5


def _store(user_id: int, entity: str, state: str) -> tuple[int, str]:
    """The one copy of the library, or a hold or a loan of it, in this state, with nothing before it."""
    for table in (FineEntry, Loan, Hold, CirculationEvent):
        db.session.execute(delete(table))
    user, copy = db.session.get_one(User, user_id), db.session.query(Copy).one()
    book = db.session.get_one(Book, copy.book_id)
    copy.condition, copy.reference_only = "ok", False
    row: Any = copy
    if entity == HOLD:
        row = make_hold(user, book, state, copy if state in SET_ASIDE else None)
        # Else the allocator would go on with it at once.
        copy.reference_only = state == QUEUED
    elif entity == LOAN:
        due_on = HERE.today + timedelta(days=5)
        row = make_loan(user, book, due_on, copy, state=state, borrowed_at=NOW, borrowed_on=HERE.today)
    else:
        copy.condition = state
    db.session.commit()
    return row.id, copy.barcode


def _writes(tree: ast.AST) -> list[int]:
    """Lines on which the state or the condition of something is set, or asked to be set by a statement."""
    lines = []
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = [
                part for target in node.targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])
            ]
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        lines += [t.lineno for t in targets if isinstance(t, ast.Attribute) and t.attr in ("state", "condition")]
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("values", "Hold", "Loan", "Copy"):
                lines += [node.lineno for word in node.keywords if word.arg in ("state", "condition")]
            if name == "setattr" and any(getattr(arg, "value", "") in ("state", "condition") for arg in node.args):
                lines.append(node.lineno)
    return lines


def test_only_one_file_writes_the_state_of_a_copy_a_hold_or_a_loan() -> None:
    """The generator of the demonstration writes a past as rows; other rooms have states of their own."""
    found = {}
    for path in sorted((ROOT / "backend").rglob("*.py")):
        name, text = path.relative_to(ROOT).as_posix(), path.read_text()
        knows = any(word in text for word in ("circulation.models", "import Copy", "Copy,"))
        if not knows or name.startswith("backend/seed/"):
            continue
        lines = _writes(ast.parse(text))
        if lines:
            found[name] = lines
    assert set(found) == {"backend/circulation/service/transitions.py"}


def test_a_book_has_no_state_of_its_own() -> None:
    """Overdue, on loan and free are worked out; nothing stores them twice."""
    assert {"state", "condition"}.isdisjoint(Book.__table__.columns.keys())
