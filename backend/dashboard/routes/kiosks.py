"""/api/staff/kiosk-links: links that open the screen and nothing else"""

from dataclasses import asdict
from typing import Any

from apiflask import APIBlueprint

from backend.core.auth import caller, require_admin
from backend.core.limits import WRITES, limiter
from backend.dashboard.queries.kiosks import LinkLine, kiosk_links, link_line, opens_screen
from backend.dashboard.routes.here import here
from backend.dashboard.schemas.kiosks import KioskLinkIn, KioskLinkOut, KioskLinksOut, NewKioskLinkOut
from backend.dashboard.service.kiosks import make_link, revoke_link

blueprint = APIBlueprint("kiosks", __name__, url_prefix="/api/staff/kiosk-links", tag="screen")


def kiosk_opens(token: str) -> bool:
    """For core/auth.py."""
    return opens_screen(token, here().today)


@blueprint.get("")
@require_admin
@blueprint.output(KioskLinksOut)
def list_kiosk_links() -> dict[str, Any]:
    """Links of kiosks, newest first, revoked ones too"""
    return {"items": kiosk_links(here().today)}


@blueprint.post("")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(KioskLinkIn)
@blueprint.output(NewKioskLinkOut, status_code=201)
def make_kiosk_link(json_data: KioskLinkIn) -> dict[str, Any]:
    """Make a link; its token is told this once"""
    now = here()
    link, token = make_link(json_data.name, json_data.ends_on, caller().id, now.today, now.at)
    return {**asdict(link_line(link, now.today)), "token": token}


@blueprint.delete("/<int:link_id>")
@limiter.limit(WRITES)
@require_admin
@blueprint.output(KioskLinkOut)
def revoke_kiosk_link(link_id: int) -> LinkLine:
    """Revoke a link: the screen that uses it goes dark at its next question"""
    now = here()
    return link_line(revoke_link(link_id, now.at), now.today)
