"""One of everything that a route asks for by its id, for the table of rights."""

from datetime import date
from typing import Any

from backend.accounts.models import User
from backend.core.actors import Actor
from backend.core.database import db
from backend.dashboard.service.kiosks import make_link
from tests.backend.shop.made_offers import make_discount, make_voucher
from tests.backend.shop.till import make_alert, make_unpaid
from tests.conftest import NOW
from tests.factories import (
    make_announcement,
    make_author,
    make_book,
    make_category,
    make_copy,
    make_curated_list,
    make_filter_word,
    make_group,
    make_import,
    make_item_type,
    make_merge,
    make_notice,
    make_reader_import,
    make_reading_list,
    make_review,
    make_run,
    make_series,
    make_user,
)
from tests.lending import HERE, make_hold, make_loan, make_policy
from tests.office import make_bulk_act, make_saved_view, make_series_change
from tests.selling import make_address, make_sku


def make_things(owner_id: int) -> dict[str, Any]:
    """What belongs to somebody belongs to the owner."""
    author = make_author()
    book = make_book(authors=(author,))
    owner = db.session.get_one(User, owner_id)
    waited_for = make_book()
    return {
        "<int:loan_id>": make_loan(owner, make_book(), date(2026, 11, 25), borrowed_on=NOW.date(), borrowed_at=NOW).id,
        "<int:hold_id>": make_hold(owner, waited_for, "queued").id,
        "<int:copy_id>": make_copy(make_book()).id,
        "<string:barcode>": make_copy(make_book()).barcode,
        "<string:action>": "damage",
        "<string:number>": owner.name,
        "<int:user_id>": owner_id,
        "<int:book_id>": book.id,
        "<int:author_id>": author.id,
        "<int:series_id>": make_series({book: 1}).id,
        "<string:slug>": make_curated_list([book]).slug,
        "<int:import_id>": make_import().id,
        "<int:notice_id>": make_notice(owner_id).id,
        "<int:run_id>": make_run(state="kept", published=None).id,
        "<int:review_id>": make_review(make_user(), book).id,
        "<int:word_id>": make_filter_word("casino").id,
        "<int:list_id>": make_reading_list(owner, [book]).id,
        "<string:share_slug>": make_reading_list(owner, [book], visibility="unlisted").share_slug,
        "<int:my_import_id>": make_reader_import(owner_id).id,
        "<int:place>": 2,
        "<int:policy_id>": make_policy(None, 1, None).id,
        "<int:group_id>": make_group().id,
        "<int:item_type_id>": make_item_type().id,
        "<int:year>": 2026,
        "<int:request_id>": 2147483647,
        "<int:order_id>": make_unpaid(owner_id).id,
        "<int:sku_id>": make_sku(make_book()).id,
        "<int:refund_id>": 1,
        "<int:alert_id>": make_alert().id,
        "<string:provider>": "pay_at_desk",
        "<string:ref>": "0" * 32,
        "<int:discount_id>": make_discount().id,
        "<int:voucher_id>": make_voucher("WINTER").id,
        "<string:country>": "CN",
        "<int:address_id>": make_address(owner_id).id,
        "<int:other_author_id>": make_author().id,
        "<int:merge_id>": make_merge(make_author(), make_author()).id,
        "<int:category_id>": make_category().id,
        "<int:removal_id>": 1,
        "<int:shelf_id>": make_curated_list([book]).id,
        "<int:announcement_id>": make_announcement().id,
        "<int:bulk_act_id>": make_bulk_act([author.id], Actor(owner_id, "staff"), HERE).id,
        "<int:series_change_id>": make_series_change(make_series({make_book(): 1.0})).id,
        "<int:view_id>": make_saved_view(owner_id).id,
        "<int:link_id>": make_link("hall", None, owner_id, NOW.date(), NOW)[0].id,
    }
