"""/api/staff/cards, /api/staff/fines, /api/fines"""

from collections.abc import Callable, Sequence
from typing import Any

from apiflask import APIBlueprint

from backend.calendar.queries import open_days
from backend.circulation.models import FineEntry, ReaderCard
from backend.circulation.queries import cards, fines
from backend.circulation.queries.policies import default_policy
from backend.circulation.routes.here import here, me, time_zone
from backend.circulation.rules.cards import is_blocked
from backend.circulation.schemas.cards import (
    BlockIn,
    CardIn,
    CardOut,
    ChargeIn,
    FinePageOut,
    FinesQuery,
    MyFinesOut,
    PaymentIn,
    PayoutIn,
    ReaderAccountOut,
    SettledOut,
    WaiverIn,
)
from backend.circulation.service import fines as ledger
from backend.circulation.service.cards import CardChanges, block_card, change_card, lift_block
from backend.core.auth import caller, require_reader, require_staff
from backend.core.limits import WRITES, limiter
from backend.core.paging import Page, PageQuery

blueprint = APIBlueprint("cards", __name__, url_prefix="/api", tag="cards and fines")


@blueprint.get("/fines")
@require_reader
@blueprint.input(PageQuery, location="query")
@blueprint.output(MyFinesOut)
def my_fines(query_data: PageQuery) -> dict[str, Any]:
    """What I owe, why, and what my late books would cost today"""
    now, user_id = here(), caller().id
    accrued = fines.accrued_loans(user_id, now.today, open_days())
    card = cards.card_as_seen(user_id, now.at)
    return {
        **_page(fines.ledger_of(user_id, query_data.page, query_data.size)),
        "debt_cents": fines.debt_of(user_id),
        "accrued_cents": sum(late.cents for late in accrued),
        "accrued": accrued,
        "suspended_until": card.suspended_until,
        "blocked": is_blocked(card.blocked_at, card.blocked_until, now.today),
        "block_reason": card.block_reason,
        "valid_until": card.valid_until,
        "today": now.today,
        "time_zone": time_zone(),
    }


@blueprint.get("/staff/cards/<int:user_id>")
@require_staff
@blueprint.output(ReaderAccountOut)
def show_card(user_id: int) -> dict[str, Any]:
    """A reader's card, and what he owes"""
    now, user = here(), cards.get_reader(user_id)
    accrued = fines.accrued_loans(user_id, now.today, open_days())
    return {
        "name": user.name,
        "display_name": user.display_name,
        "card": cards.card_as_seen(user_id, now.at),
        "groups": cards.reader_groups(),
        "debt_cents": fines.debt_of(user_id),
        "accrued_cents": sum(late.cents for late in accrued),
        "block_from_cents": default_policy().block_fine_cents,
        "open_charges": fines.charges_with_titles(user_id),
        "accrued": accrued,
        "time_zone": time_zone(),
        "today": now.today,
    }


@blueprint.patch("/staff/cards/<int:user_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(CardIn)
@blueprint.output(CardOut)
def update_card(user_id: int, json_data: CardIn) -> ReaderCard:
    """Put a reader into another group, limit his card, or change his suspension"""
    return change_card(user_id, CardChanges.of(json_data.model_dump(exclude_unset=True)), here().at)


@blueprint.put("/staff/cards/<int:user_id>/block")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(BlockIn)
@blueprint.output(CardOut)
def block(user_id: int, json_data: BlockIn) -> ReaderCard:
    """Lend this reader nothing until a day, or until the block is lifted"""
    return block_card(user_id, json_data.reason, here(), until=json_data.until)


@blueprint.delete("/staff/cards/<int:user_id>/block")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(CardOut)
def unblock(user_id: int) -> ReaderCard:
    """Lift a block"""
    return lift_block(user_id, here().at)


@blueprint.get("/staff/fines")
@require_staff
@blueprint.input(FinesQuery, location="query")
@blueprint.output(FinePageOut)
def list_fines(query_data: FinesQuery) -> dict[str, Any]:
    """A reader's ledger, the last entry first"""
    user_id = cards.get_reader(query_data.user_id).id
    return {
        **_page(fines.ledger_of(user_id, query_data.page, query_data.size)),
        "debt_cents": fines.debt_of(user_id),
    }


@blueprint.post("/staff/fines/charges")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ChargeIn)
@blueprint.output(SettledOut, status_code=201)
def charge(json_data: ChargeIn) -> dict[str, Any]:
    """Charge a reader for damage, or for something else"""
    user_id = cards.get_reader(json_data.user_id).id
    entry = ledger.charge(
        user_id, None, json_data.cause, json_data.cents, None, me(), here().at, reason=json_data.reason
    )
    return _settled(user_id, [entry] if entry is not None else [])


@blueprint.post("/staff/fines/payments")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(PaymentIn)
@blueprint.output(SettledOut, status_code=201)
@blueprint.doc(responses={409: "It is more than is owed"})
def pay(json_data: PaymentIn) -> dict[str, Any]:
    """A reader pays at the desk"""
    return _settle(json_data, ledger.pay)


@blueprint.post("/staff/fines/waivers")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(WaiverIn)
@blueprint.output(SettledOut, status_code=201)
@blueprint.doc(responses={409: "It is more than is owed"})
def waive(json_data: WaiverIn) -> dict[str, Any]:
    """Let a reader off, with a reason"""
    return _settle(json_data, ledger.waive, reason=json_data.reason)


@blueprint.post("/staff/fines/payouts")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(PayoutIn)
@blueprint.output(SettledOut, status_code=201)
@blueprint.doc(responses={409: "It is more than the library owes"})
def pay_out(json_data: PayoutIn) -> dict[str, Any]:
    """Hand a reader the money that the library owes him"""
    user_id = cards.get_reader(json_data.user_id).id
    return _settled(user_id, ledger.pay_out(user_id, json_data.cents, me(), here().at))


def _settle(part: PaymentIn, write: Callable[..., Sequence[FineEntry]], **more: str) -> dict[str, Any]:
    """Set a payment or a waiver against what is owed, or against a part of it."""
    user_id = cards.get_reader(part.user_id).id
    entries = write(user_id, part.cents, me(), here().at, loan_id=part.loan_id, cause=part.cause, **more)
    return _settled(user_id, entries)


def _settled(user_id: int, entries: Sequence[FineEntry]) -> dict[str, Any]:
    written = sum(entry.amount_cents for entry in entries)
    return {"debt_cents": fines.debt_of(user_id), "settled_cents": abs(written)}


def _page(page: Page[tuple[FineEntry, int | None, str | None]]) -> dict[str, Any]:
    names = ("id", "kind", "cause", "amount_cents", "currency", "reason", "loan_id", "made_at")
    items = [
        {**{name: getattr(entry, name) for name in names}, "book_id": book_id, "title": title}
        for entry, book_id, title in page.items
    ]
    return {"items": items, "page": page.page, "size": page.size, "total": page.total}
