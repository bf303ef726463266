"""/api/orders/{id}/payments, /api/payments/{provider}/events"""

from typing import Any

from apiflask import APIBlueprint
from flask import request

from backend.core.auth import anyone, caller, csrf, require_reader
from backend.core.limits import WRITES, limiter
from backend.shop.queries.money import pay_state_of
from backend.shop.queries.orders import get_own_order
from backend.shop.routes.here import here, me, settings
from backend.shop.schemas.payments import BegunOut, EventTakenOut, PayStateOut
from backend.shop.service import webhooks
from backend.shop.service.locks import lock_order
from backend.shop.service.payments import Begun, begin_payment
from backend.shop.service.providers import open_providers

blueprint = APIBlueprint("payments", __name__, url_prefix="/api", tag="shop")
# A provider sends what it has to tell at once, and again when it was not heard.
EVENTS = "1200 per minute"
LONGEST_EVENT = 64 * 1024


@blueprint.post("/orders/<int:order_id>/payments")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(BegunOut, status_code=201)
@blueprint.doc(responses={409: "Nothing is to be paid for it online, or the time for it is over"})
def begin(order_id: int) -> Begun:
    """Begin to pay for one of my orders online, or go on with it"""
    order = lock_order(get_own_order(caller().id, order_id))
    return begin_payment(order, me(), here(), settings())


@blueprint.post("/orders/<int:order_id>/payments/check")
@limiter.limit(WRITES)
@require_reader
@blueprint.output(PayStateOut)
def check(order_id: int) -> dict[str, Any]:
    """Ask the provider how my payment stands"""
    mine, moment = get_own_order(caller().id, order_id), here()
    webhooks.ask_provider(mine, moment, settings())
    state = pay_state_of(mine)
    pretended = {provider.name for provider in open_providers(settings()) if provider.pretended}
    return {**vars(state), "pretended": state.provider in pretended, "now": moment.at}


@blueprint.post("/payments/<string:provider>/events")
@csrf.exempt
@limiter.limit(EVENTS)
@anyone
@blueprint.output(EventTakenOut)
@blueprint.doc(responses={403: "Not signed by the provider, or too old", 404: "Nobody is paid this way here"})
def take_event(provider: str) -> dict[str, str]:
    """A provider tells us something, signed; told twice it is taken once"""
    request.max_content_length = LONGEST_EVENT
    outcome = webhooks.take_event(provider, dict(request.headers), request.get_data(), here(), settings())
    return {"outcome": outcome}
