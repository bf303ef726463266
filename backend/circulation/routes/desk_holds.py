"""/api/desk/holds: what staff do with holds"""

from apiflask import APIBlueprint

from backend.circulation.models import Hold
from backend.circulation.queries.hold_lines import HoldLine, hold_line
from backend.circulation.routes.desk import overruling_of
from backend.circulation.routes.here import here, me
from backend.circulation.schemas.desk import DeskHoldIn, MoveIn, ReasonIn, ShelveIn
from backend.circulation.schemas.lines import DeskHoldOut
from backend.circulation.service import holds
from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter

blueprint = APIBlueprint("desk_holds", __name__, url_prefix="/api/desk/holds", tag="desk")
NOT_NOW = {409: "This cannot be done with it as it stands now"}


@blueprint.post("")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(DeskHoldIn)
@blueprint.output(DeskHoldOut, status_code=201)
@blueprint.doc(responses={404: "There is no such book or reader", 409: "It cannot be kept; every reason is named"})
def place_hold(json_data: DeskHoldIn) -> HoldLine:
    """Ask for a title for a reader"""
    asked = overruling_of(json_data)
    return _line(holds.place_hold(json_data.user_id, json_data.book_id, me(), here(), overruling=asked))


@blueprint.post("/<int:hold_id>/shelve")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ShelveIn)
@blueprint.output(DeskHoldOut)
@blueprint.doc(responses=NOT_NOW)
def shelve(hold_id: int, json_data: ShelveIn) -> HoldLine:
    """The copy that was scanned lies ready: the one set aside, or another free one of the title"""
    return _line(holds.put_on_shelf(hold_id, json_data.barcode, me(), here()))


@blueprint.post("/<int:hold_id>/not-found")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(DeskHoldOut)
@blueprint.doc(responses=NOT_NOW)
def not_found(hold_id: int) -> HoldLine:
    """The copy is not where it should be: it is missing, and the reader keeps his place"""
    return _line(holds.not_found(hold_id, me(), here()))


@blueprint.post("/<int:hold_id>/undo")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(DeskHoldOut)
@blueprint.doc(responses=NOT_NOW)
def undo_shelf(hold_id: int) -> HoldLine:
    """It does not lie ready after all; for a quarter of an hour"""
    return _line(holds.undo_shelf(hold_id, me(), here()))


@blueprint.post("/<int:hold_id>/cancel")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ReasonIn)
@blueprint.output(DeskHoldOut)
@blueprint.doc(responses=NOT_NOW)
def cancel_hold(hold_id: int, json_data: ReasonIn) -> HoldLine:
    """Give a reader's hold up, with a reason"""
    return _line(holds.cancel_hold(hold_id, me(), here(), reason=json_data.reason))


@blueprint.post("/<int:hold_id>/extend")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(DeskHoldOut)
@blueprint.doc(responses=NOT_NOW)
def extend_pickup(hold_id: int) -> HoldLine:
    """Let it lie ready for as long again"""
    return _line(holds.extend_pickup(hold_id, me(), here()))


@blueprint.post("/<int:hold_id>/move")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(MoveIn)
@blueprint.output(DeskHoldOut)
@blueprint.doc(responses=NOT_NOW)
def move_in_queue(hold_id: int, json_data: MoveIn) -> HoldLine:
    """Put a hold before another of its queue, with a reason"""
    return _line(holds.move_in_queue(hold_id, json_data.before_id, json_data.reason, me(), here()))


def _line(hold: Hold) -> HoldLine:
    return hold_line(hold, here())
