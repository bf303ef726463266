"""/api/addresses: where something can be sent to me"""

from typing import Any

from apiflask import APIBlueprint

from backend.core import clock
from backend.core.auth import caller, require_reader
from backend.core.limits import WRITES, limiter
from backend.shop.models import Address
from backend.shop.queries.addresses import addresses_of
from backend.shop.rules.addresses import countries
from backend.shop.schemas.addresses import AddressBookOut, AddressEntryIn, AddressEntryOut
from backend.shop.service import addresses

blueprint = APIBlueprint("addresses", __name__, url_prefix="/api/addresses", tag="shop")


@blueprint.get("")
@require_reader
@blueprint.output(AddressBookOut)
def list_addresses() -> dict[str, Any]:
    """My addresses, the one that is proposed first"""
    return {"items": addresses_of(caller().id), "countries": countries()}


@blueprint.post("")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(AddressEntryIn)
@blueprint.output(AddressEntryOut, status_code=201)
@blueprint.doc(responses={409: "There are too many"})
def add_address(json_data: AddressEntryIn) -> Address:
    """Note an address"""
    return addresses.add_address(caller().id, json_data.model_dump(), clock.now())


@blueprint.put("/<int:address_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.input(AddressEntryIn)
@blueprint.output(AddressEntryOut)
def change_address(address_id: int, json_data: AddressEntryIn) -> Address:
    """Correct one of my addresses; orders keep it as it was"""
    return addresses.change_address(caller().id, address_id, json_data.model_dump(), clock.now())


@blueprint.delete("/<int:address_id>")
@limiter.limit(WRITES)
@require_reader
@blueprint.output({}, status_code=204)
def remove_address(address_id: int) -> str:
    """Forget one of my addresses"""
    addresses.remove_address(caller().id, address_id)
    return ""
