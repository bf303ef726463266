"""/api/sandbox: the pretended bank's own page. Mounted where it is in use, and so never in production."""

from typing import Any

from apiflask import APIBlueprint

from backend.core.auth import anyone
from backend.core.limits import WRITES, limiter
from backend.shop.models import SandboxPayment
from backend.shop.routes.here import here, settings
from backend.shop.schemas.payments import SandboxActIn, SandboxActOut, SandboxPaymentOut
from backend.shop.service.providers.sandbox import find_sandbox_payment, open_provider, state_of

blueprint = APIBlueprint("sandbox", __name__, url_prefix="/api/sandbox", tag="sandbox")


@blueprint.get("/payments/<string:ref>")
@anyone
@blueprint.output(SandboxPaymentOut)
def show_payment(ref: str) -> dict[str, Any]:
    """A payment as the pretended bank has it"""
    return _shown(find_sandbox_payment(ref))


@blueprint.post("/payments/<string:ref>")
@limiter.limit(WRITES)
@anyone
@blueprint.input(SandboxActIn)
@blueprint.output(SandboxActOut)
@blueprint.doc(responses={409: "This payment is over"})
def act(ref: str, json_data: SandboxActIn) -> dict[str, Any]:
    """Let the pretended bank do something, and get what it would tell the library"""
    messages = open_provider(settings()).act(ref, json_data.act, here().at)
    return {"payment": _shown(find_sandbox_payment(ref)), "messages": messages}


def _shown(row: SandboxPayment) -> dict[str, Any]:
    names = ("ref", "order_number", "amount_cents", "currency", "return_path")
    return {**{name: getattr(row, name) for name in names}, "state": state_of(row, here().at)}
