"""/api/desk: readers, scans, lists, and what happened"""

from typing import Any

from apiflask import APIBlueprint

from backend.catalog.queries import cards_of
from backend.circulation.queries.desk import desk_reader, events_of
from backend.circulation.queries.hold_lines import copy_lines, hold_line, hold_shelf, pull_list, queue_of
from backend.circulation.queries.loan_lines import loan_line
from backend.circulation.routes.here import here, me, time_zone
from backend.circulation.rules.refusals import Overruling
from backend.circulation.schemas.desk import (
    CheckInIn,
    CheckInOut,
    CheckOutIn,
    CheckOutOut,
    DeskCopyOut,
    DeskReaderOut,
    Overruled,
    ReaderQuery,
    ReasonIn,
    TitleQuery,
    TitleQueueOut,
)
from backend.circulation.schemas.lines import CirculationEventsOut, DeskHoldsPageOut, EventsQuery
from backend.circulation.service import loans
from backend.circulation.service.copies import act_on_copy
from backend.core.auth import require_staff
from backend.core.here import Here
from backend.core.limits import WRITES, limiter
from backend.core.paging import Page, PageQuery

blueprint = APIBlueprint("desk", __name__, url_prefix="/api/desk", tag="desk")
# A quick hand scans a copy every second, and several desks may stand behind one address.
SCANS = "1200 per minute"


@blueprint.get("/reader")
@require_staff
@blueprint.input(ReaderQuery, location="query")
@blueprint.output(DeskReaderOut)
def show_reader(query_data: ReaderQuery) -> dict[str, Any]:
    """A reader by card number, user name or e-mail address"""
    return {**vars(desk_reader(query_data.number, here())), "time_zone": time_zone()}


@blueprint.post("/loans")
@limiter.limit(SCANS)
@require_staff
@blueprint.input(CheckOutIn)
@blueprint.output(CheckOutOut)
@blueprint.doc(responses={404: "There is no such copy or reader", 409: "It cannot be lent; every reason is named"})
def check_out(json_data: CheckOutIn) -> dict[str, Any]:
    """Lend the copy that was scanned; the same scan again changes nothing"""
    moment = here()
    done = loans.check_out(
        json_data.user_id,
        json_data.barcode,
        me(),
        moment,
        overruling=overruling_of(json_data),
        take_from=json_data.take_from,
    )
    return {"loan": loan_line(done.loan, moment), "new": done.new, "time_zone": time_zone()}


@blueprint.post("/returns")
@limiter.limit(SCANS)
@require_staff
@blueprint.input(CheckInIn)
@blueprint.output(CheckInOut)
def check_in(json_data: CheckInIn) -> dict[str, Any]:
    """Take a copy back; a return is never refused, and the same scan again changes nothing"""
    moment = here()
    values = json_data.model_dump(exclude={"barcode"})
    return _checked_in(loans.check_in(json_data.barcode, me(), moment, **values), moment)


@blueprint.get("/pull-list")
@require_staff
@blueprint.input(PageQuery, location="query")
@blueprint.output(DeskHoldsPageOut)
def show_pull_list(query_data: PageQuery) -> dict[str, Any]:
    """Copies to be fetched, in the order of the walk"""
    return _paged(pull_list(query_data.page, query_data.size, here()))


@blueprint.get("/hold-shelf")
@require_staff
@blueprint.input(PageQuery, location="query")
@blueprint.output(DeskHoldsPageOut)
def show_hold_shelf(query_data: PageQuery) -> dict[str, Any]:
    """What lies ready, the first to be cleared away first"""
    return _paged(hold_shelf(query_data.page, query_data.size, here()))


@blueprint.get("/queue")
@require_staff
@blueprint.input(TitleQuery, location="query")
@blueprint.output(TitleQueueOut)
def show_queue(query_data: TitleQuery) -> dict[str, Any]:
    """All who wait for a title"""
    return {"items": queue_of(query_data.book_id, here()), "time_zone": time_zone()}


@blueprint.get("/events")
@require_staff
@blueprint.input(EventsQuery, location="query")
@blueprint.output(CirculationEventsOut)
def show_events(query_data: EventsQuery) -> dict[str, Any]:
    """What happened to a copy, a hold or a loan"""
    return {"items": events_of(query_data.entity, query_data.id)}


@blueprint.post("/copies/<string:barcode>/<string:action>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ReasonIn)
@blueprint.output(DeskCopyOut)
@blueprint.doc(responses={404: "There is no such copy", 409: "It is on loan, or not in a condition for it"})
def act_on(barcode: str, action: str, json_data: ReasonIn) -> dict[str, Any]:
    """receive, release, damage, repair, miss, withdraw or restore a copy"""
    copy = act_on_copy(barcode, action, json_data.reason, me(), here())
    return {"copy": copy_lines([copy.id])[copy.id], "book": cards_of([copy.book_id])[0]}


def overruling_of(asked: Overruled) -> Overruling:
    return Overruling(frozenset(asked.overrides), asked.comment)


def _checked_in(done: loans.CheckIn, moment: Here) -> dict[str, Any]:
    return {
        "outcome": done.outcome,
        "barcode": done.barcode,
        "copy": copy_lines([done.copy.id])[done.copy.id] if done.copy is not None else None,
        "book": cards_of([done.book.id])[0] if done.book is not None else None,
        "loan": loan_line(done.loan, moment) if done.loan is not None else None,
        "fine_cents": done.fine_cents,
        "hold": hold_line(done.hold, moment) if done.hold is not None else None,
        "time_zone": time_zone(),
    }


def _paged(page: Page[Any]) -> dict[str, Any]:
    return {**vars(page), "time_zone": time_zone()}
