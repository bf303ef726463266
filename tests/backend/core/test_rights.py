"""Who may call what. A route that is not in the table fails the test."""

from typing import Any

import pytest
from sqlalchemy import select

from backend.app import create_app
from backend.core.api import OF_THE_STAFF
from backend.core.audit import AuditEvent
from backend.core.auth import access_of
from backend.core.database import db
from backend.core.permissions import PERMISSIONS, ROLES, may
from tests.backend.core.things import make_things
from tests.conftest import settings_for
from tests.lending import POLICY
from tests.selling import ADDRESS

# Answers of guest, reader, other reader, staff, auditor, admin. The reader owns what is asked for by its id, the others
# do not. To what changes something an auditor is answered 403, whatever is written here, unless it is his own account.
OPEN = (200, 200, 200, 200, 200, 200)
SIGNED_IN = (401, 200, 200, 200, 200, 200)
NOTED = (401, 204, 204, 204, 204, 204)
# Somebody else's is not there.
OWN = (401, 200, 404, 404, 404, 404)
OWN_DONE = (401, 204, 404, 404, 404, 404)
OWN_TOO_SOON = (401, 409, 404, 404, 404, 404)
# Nobody of those who ask has it.
THEIRS = (401, 404, 404, 404, 404, 404)
# The reports of three readers hide a review; who asks last does not find it.
OTHERS_ENOUGH = (401, 404, 200, 200, 200, 200)
MADE = (401, 201, 201, 201, 201, 201)
STAFF = (401, 403, 403, 200, 200, 200)
# Whoever it is asks last, and is signed out by then.
STAFF_SIGNS_OUT = (401, 401, 403, 200, 200, 200)
ADMIN = (401, 403, 403, 403, 403, 200)
# Without a file there is nothing to import, and what is undone is not undone again.
STAFF_SENDS = (401, 403, 403, 422, 422, 422)
# What is asked for must be named.
STAFF_ASKS = STAFF_SENDS
STAFF_ONCE = (401, 403, 403, 200, 200, 409)
STAFF_DONE = (401, 403, 403, 204, 204, 204)
STAFF_ADDS = (401, 403, 403, 201, 201, 409)
STAFF_MAKES = (401, 403, 403, 201, 201, 201)
STAFF_REMOVES = (401, 403, 403, 204, 204, 404)
SIGNED_IN_SENDS = (401, 422, 422, 422, 422, 422)
STAFF_MISSES = (401, 403, 403, 404, 404, 404)
STAFF_REFUSED = (401, 403, 403, 409, 409, 409)
# The second one finds it later already.
STAFF_TWICE = (401, 403, 403, 200, 200, 422)
REFUSED = (401, 409, 409, 409, 409, 409)
OWN_MADE = (401, 201, 404, 404, 404, 404)
OWN_NOT_NOW = (401, 409, 404, 404, 404, 404)
OPEN_NOTED = (204, 204, 204, 204, 204, 204)
USED_UP = (409, 409, 409, 409, 409, 409)
# The role would do; the password that must be given once more is wrong.
UNPROVEN = (401, 403, 403, 403, 403, 403)
WRONG = (422, 422, 422, 422, 422, 422)
NO_SUCH = (404, 404, 404, 404, 404, 404)
UNKNOWN = (401, 401, 401, 401, 401, 401)
ROLE_OF_CALLERS = (None, "reader", "reader", "staff", "auditor", "admin")
# Routes that answer as asked for by anybody: what they refuse is not the caller.
DOORS = {("POST", "/api/session"), ("DELETE", "/api/staff/users/<int:user_id>/sessions")}
# A guest has a cart too; an account that only looks has none.
CARTS = {
    *(("POST", "/api/cart/lines"), ("POST", "/api/cart/seen")),
    *(("PATCH", "/api/cart/lines/<int:sku_id>"), ("DELETE", "/api/cart/lines/<int:sku_id>")),
}
OPEN_CART = (200, 200, 200, 200, 403, 200)
NOT_IN_CART = (404, 404, 404, 404, 403, 404)
ADMIN_ADDS = (401, 403, 403, 403, 403, 201)
ADMIN_DONE = (401, 403, 403, 403, 403, 204)
KIND = {"code": "films", "name_zh": "影像", "name_en": "Films"}
WEEK = {"days": [{"weekday": 1, "opens_at": "09:00", "closes_at": "17:00"}]}
CLOSURE = {"first": "2026-12-24", "last": "2026-12-26"}
OFFER = {"name_zh": "冬", "name_en": "Winter", "starts_on": "2026-12-01", "ends_on": "2026-12-31"}
DISCOUNT = {**OFFER, "percent": 10}
VOUCHER = {**OFFER, "kind": "percent", "value": 10}
TERMS = {"open": True, "tax_basis_points": 900, "return_days": 7, "pickup_open_days": 5, "payment_minutes": 30}
CASH = {"method": "cash", "amount_cents": 10_000}
RATE = {"base_cents": 12000, "piece_cents": 3000}
NOBODYS = {"user_id": 2147483647, "cents": 100}
SEEN = {"book_id": 1, "shelf": "for_you", "source": "ncf", "run_id": None}
REVIEW = {"text": "婚姻是一座围城。", "language": "zh"}
BULK = {"kind": "tests.rename", "ids": [1], "params": {"name": "another"}}
VIEW = {"table_name": "staff-books", "name": "没有封面的", "query": {"cover": "none"}}
RETURNED = {"lines": [{"line_id": 1, "quantity": 1, "restocked": True}], "reason": "torn"}
NAMED = {"name_zh": "小说", "name_en": "Fiction"}
SHELF = {"title_zh": "冬日", "title_en": "Winter"}
NEWS = {"text_zh": "闭馆", "text_en": "Closed", "starts_on": "2026-11-20"}
LAST = {"revision": 1}
RIGHTS: dict[tuple[str, str], tuple[dict[str, Any] | None, tuple[int, ...]]] = {
    ("GET", "/api/account"): (None, OPEN),
    ("PATCH", "/api/account"): ({"locale": "en"}, SIGNED_IN),
    ("POST", "/api/users"): ({"name": "somebody new", "password": "x"}, WRONG),
    ("POST", "/api/session"): ({"name": "nobody", "password": "x"}, UNKNOWN),
    ("DELETE", "/api/session"): (None, OPEN),
    ("PUT", "/api/account/avatar"): (None, SIGNED_IN_SENDS),
    ("DELETE", "/api/account/avatar"): (None, SIGNED_IN),
    ("PUT", "/api/account/password"): ({"old_password": "not it", "password": "x"}, UNPROVEN),
    ("PUT", "/api/account/email"): ({"email": None, "password": "not it"}, UNPROVEN),
    ("DELETE", "/api/account/sessions"): (None, SIGNED_IN),
    ("POST", "/api/password-resets"): ({"name": "nobody"}, OPEN_NOTED),
    ("PUT", "/api/password-resets"): ({"token": "no such", "password": "x"}, USED_UP),
    ("POST", "/api/email-confirmations"): ({"token": "no such"}, USED_UP),
    ("GET", "/api/notices"): (None, SIGNED_IN),
    ("GET", "/api/notices/unread"): (None, SIGNED_IN),
    ("PUT", "/api/notices/read"): (None, SIGNED_IN),
    ("PUT", "/api/notices/<int:notice_id>/read"): (None, OWN),
    ("DELETE", "/api/notices/<int:notice_id>/read"): (None, OWN),
    ("GET", "/api/books"): (None, OPEN),
    ("GET", "/api/books/unread"): (None, SIGNED_IN),
    ("GET", "/api/books/suggest"): (None, OPEN),
    ("GET", "/api/books/new"): (None, OPEN),
    ("GET", "/api/books/top-rated"): (None, OPEN),
    ("GET", "/api/books/trending"): (None, OPEN),
    ("GET", "/api/books/recent"): (None, SIGNED_IN),
    ("GET", "/api/books/popular"): (None, OPEN),
    ("GET", "/api/books/<int:book_id>"): (None, OPEN),
    ("GET", "/api/books/<int:book_id>/rating"): (None, SIGNED_IN),
    ("PUT", "/api/books/<int:book_id>/rating"): ({"stars": 4}, SIGNED_IN),
    ("DELETE", "/api/books/<int:book_id>/rating"): (None, SIGNED_IN),
    ("PUT", "/api/books/<int:book_id>/like"): (None, SIGNED_IN),
    ("DELETE", "/api/books/<int:book_id>/like"): (None, SIGNED_IN),
    ("PUT", "/api/books/<int:book_id>/view"): (None, NOTED),
    ("GET", "/api/books/<int:book_id>/similar"): (None, OPEN),
    ("GET", "/api/books/<int:book_id>/also_liked"): (None, OPEN),
    ("GET", "/api/categories"): (None, OPEN),
    ("GET", "/api/curated-lists"): (None, OPEN),
    ("GET", "/api/curated-lists/<string:slug>"): (None, OPEN),
    ("GET", "/api/authors/<int:author_id>"): (None, OPEN),
    ("GET", "/api/series/<int:series_id>"): (None, OPEN),
    ("GET", "/api/ratings"): (None, SIGNED_IN),
    ("GET", "/api/recommendations"): (None, SIGNED_IN),
    ("POST", "/api/recommendations/<int:book_id>/dismiss"): (None, SIGNED_IN),
    ("DELETE", "/api/recommendations/<int:book_id>/dismiss"): (None, SIGNED_IN),
    ("GET", "/api/recommendations/dismissals"): (None, SIGNED_IN),
    ("POST", "/api/recommendations/shown"): ({"items": [SEEN]}, NOTED),
    ("POST", "/api/recommendations/opened"): ({"book_id": 1, "shelf": "for_you"}, NOTED),
    ("GET", "/api/taste"): (None, SIGNED_IN),
    ("PATCH", "/api/taste"): ({"personalised": False}, SIGNED_IN),
    ("PUT", "/api/taste/exclusions/<int:book_id>"): (None, SIGNED_IN),
    ("DELETE", "/api/taste/exclusions/<int:book_id>"): (None, SIGNED_IN),
    ("GET", "/api/onboarding"): (None, SIGNED_IN),
    ("PUT", "/api/onboarding"): ({"categories": []}, SIGNED_IN),
    ("GET", "/api/admin/runs"): (None, STAFF),
    ("GET", "/api/admin/runs/<int:run_id>"): (None, STAFF),
    ("GET", "/api/staff/runs/comparison"): (None, STAFF_ASKS),
    ("GET", "/api/staff/run-requests"): (None, STAFF),
    ("POST", "/api/staff/run-requests"): ({"model": "ncf"}, ADMIN_ADDS),
    ("DELETE", "/api/staff/run-requests/<int:request_id>"): (None, (401, 403, 403, 403, 403, 404)),
    ("POST", "/api/staff/run-requests/<int:request_id>/stop"): (None, (401, 403, 403, 403, 403, 404)),
    ("GET", "/api/staff/users"): (None, STAFF),
    ("GET", "/api/staff/users.csv"): (None, STAFF),
    ("GET", "/api/staff/users/<int:user_id>"): (None, STAFF),
    ("PUT", "/api/staff/users/<int:user_id>/role"): ({"role": "staff"}, ADMIN),
    ("POST", "/api/staff/users/<int:user_id>/email-confirmation"): (None, STAFF_REFUSED),
    ("DELETE", "/api/staff/users/<int:user_id>/sessions"): (None, STAFF_SIGNS_OUT),
    # He has a book and an order that is not paid.
    ("POST", "/api/staff/users/<int:user_id>/closing"): ({}, STAFF_REFUSED),
    ("GET", "/api/staff/users/<int:user_id>/merging"): (None, STAFF_ASKS),
    ("POST", "/api/staff/users/<int:user_id>/merging"): ({"gone_id": 2147483647}, STAFF_MISSES),
    ("GET", "/api/staff/settings"): (None, STAFF),
    ("PUT", "/api/staff/settings"): ({"phone": "010 1234"}, ADMIN),
    ("POST", "/api/admin/runs/<int:run_id>/rollback"): (None, ADMIN),
    ("GET", "/api/admin/runs/measures"): (None, STAFF),
    ("PUT", "/api/admin/books/<int:book_id>/cover"): (None, STAFF_SENDS),
    ("DELETE", "/api/admin/books/<int:book_id>/cover"): (None, STAFF_DONE),
    ("POST", "/api/admin/imports"): (None, STAFF_SENDS),
    ("GET", "/api/admin/imports"): (None, STAFF),
    ("GET", "/api/admin/imports/<int:import_id>"): (None, STAFF),
    ("POST", "/api/admin/imports/<int:import_id>/undo"): (None, STAFF_ONCE),
    ("GET", "/api/admin/exports"): (None, STAFF),
    ("GET", "/api/books/<int:book_id>/mine"): (None, SIGNED_IN),
    ("PUT", "/api/books/<int:book_id>/favourite"): (None, SIGNED_IN),
    ("DELETE", "/api/books/<int:book_id>/favourite"): (None, SIGNED_IN),
    ("PUT", "/api/books/<int:book_id>/reading"): ({"status": "read"}, SIGNED_IN),
    ("DELETE", "/api/books/<int:book_id>/reading"): (None, SIGNED_IN),
    ("PUT", "/api/books/<int:book_id>/note"): ({"text": "给小李"}, SIGNED_IN),
    ("DELETE", "/api/books/<int:book_id>/note"): (None, NOTED),
    ("GET", "/api/favourites"): (None, SIGNED_IN),
    ("GET", "/api/favourites/ids"): (None, SIGNED_IN),
    ("GET", "/api/reading"): (None, SIGNED_IN),
    ("GET", "/api/books/<int:book_id>/reviews"): (None, OPEN),
    ("PUT", "/api/books/<int:book_id>/review"): (REVIEW, SIGNED_IN),
    ("DELETE", "/api/books/<int:book_id>/review"): (None, NOTED),
    ("POST", "/api/books/<int:book_id>/review/restore"): (None, THEIRS),
    ("GET", "/api/reviews"): (None, SIGNED_IN),
    ("GET", "/api/reviews/<int:review_id>/edits"): (None, THEIRS),
    ("PUT", "/api/reviews/<int:review_id>/helpful"): (None, SIGNED_IN),
    ("DELETE", "/api/reviews/<int:review_id>/helpful"): (None, SIGNED_IN),
    ("PUT", "/api/reviews/<int:review_id>/report"): ({"reason": "spam"}, OTHERS_ENOUGH),
    ("DELETE", "/api/reviews/<int:review_id>/report"): (None, SIGNED_IN),
    ("GET", "/api/admin/reviews"): (None, STAFF),
    ("POST", "/api/admin/reviews/<int:review_id>/decide"): ({"state": "published"}, STAFF),
    ("GET", "/api/admin/filter-words"): (None, STAFF),
    ("POST", "/api/admin/filter-words"): ({"word": "spam"}, STAFF_ADDS),
    ("DELETE", "/api/admin/filter-words/<int:word_id>"): (None, STAFF_REMOVES),
    ("POST", "/api/account/imports"): (None, SIGNED_IN_SENDS),
    ("GET", "/api/account/imports"): (None, SIGNED_IN),
    ("GET", "/api/account/imports/<int:my_import_id>"): (None, OWN),
    ("PATCH", "/api/account/imports/<int:my_import_id>"): ({"prefer": "file"}, OWN),
    ("DELETE", "/api/account/imports/<int:my_import_id>"): (None, OWN_DONE),
    ("POST", "/api/account/imports/<int:my_import_id>/advance"): (None, OWN),
    ("POST", "/api/account/imports/<int:my_import_id>/confirm"): (None, OWN),
    ("POST", "/api/account/imports/<int:my_import_id>/undo"): (None, OWN_TOO_SOON),
    ("GET", "/api/account/imports/<int:my_import_id>/rows"): (None, OWN),
    ("PUT", "/api/account/imports/<int:my_import_id>/rows/<int:place>"): ({"book_id": None}, OWN),
    ("GET", "/api/account/imports/<int:my_import_id>/remaining"): (None, OWN),
    ("GET", "/api/account/export"): (None, SIGNED_IN),
    ("GET", "/api/account/privacy"): (None, SIGNED_IN),
    ("PATCH", "/api/account/privacy"): ({"keep_loan_history": True}, SIGNED_IN),
    ("POST", "/api/account/closing"): ({"password": "not it"}, UNPROVEN),
    ("GET", "/api/account/overview"): (None, SIGNED_IN),
    ("GET", "/api/account/history"): (None, SIGNED_IN),
    ("GET", "/api/account/years/<int:year>"): (None, SIGNED_IN),
    ("GET", "/api/taste/timeline"): (None, SIGNED_IN),
    ("GET", "/api/lists"): (None, SIGNED_IN),
    ("POST", "/api/lists"): ({"name": "to read"}, MADE),
    ("GET", "/api/lists/<int:list_id>"): (None, OWN),
    ("PATCH", "/api/lists/<int:list_id>"): ({"visibility": "public"}, OWN),
    ("DELETE", "/api/lists/<int:list_id>"): (None, OWN_DONE),
    ("POST", "/api/lists/<int:list_id>/restore"): (None, THEIRS),
    ("PUT", "/api/lists/<int:list_id>/books/<int:book_id>"): ({"position": 0}, OWN),
    ("PATCH", "/api/lists/<int:list_id>/books/<int:book_id>"): ({"position": 0}, OWN),
    ("DELETE", "/api/lists/<int:list_id>/books/<int:book_id>"): (None, OWN),
    ("GET", "/api/shared-lists/<string:share_slug>"): (None, OPEN),
    ("GET", "/api/opening-hours"): (None, OPEN),
    ("GET", "/api/fines"): (None, SIGNED_IN),
    ("GET", "/api/staff/books"): (None, STAFF),
    ("GET", "/api/staff/books.csv"): (None, STAFF),
    ("GET", "/api/staff/books/names"): (None, STAFF_SENDS),
    ("POST", "/api/staff/books"): ({"title": "三体"}, STAFF_MAKES),
    ("GET", "/api/staff/books/<int:book_id>"): (None, STAFF),
    ("PUT", "/api/staff/books/<int:book_id>"): ({"title": "三体", "revision": 1}, STAFF_ONCE),
    ("POST", "/api/staff/books/<int:book_id>/withdraw"): ({"revision": 1, "reason": "old"}, STAFF_ONCE),
    ("POST", "/api/staff/books/<int:book_id>/restore"): ({}, STAFF_REFUSED),
    ("GET", "/api/staff/books/<int:book_id>/loans"): (None, STAFF),
    ("GET", "/api/staff/books/<int:book_id>/offers"): (None, STAFF),
    ("GET", "/api/staff/books/<int:book_id>/history"): (None, STAFF),
    ("POST", "/api/staff/books/<int:book_id>/copies"): (
        {"first_barcode": "SW1", "location_id": 2147483647},
        STAFF_MISSES,
    ),
    ("GET", "/api/staff/copies"): (None, STAFF),
    ("GET", "/api/staff/copies.csv"): (None, STAFF),
    ("GET", "/api/staff/copies/choices"): (None, STAFF),
    ("PATCH", "/api/staff/copies/<int:copy_id>"): ({"shelf_mark": "I247"}, STAFF),
    ("PUT", "/api/staff/copies/<int:copy_id>/condition"): ({"condition": "damaged", "reason": "torn"}, STAFF),
    ("POST", "/api/staff/labels.pdf"): ({"copy_ids": [2147483647]}, STAFF_MISSES),
    ("GET", "/api/staff/series"): (None, STAFF),
    ("GET", "/api/staff/series.csv"): (None, STAFF),
    ("GET", "/api/staff/series/<int:series_id>"): (None, STAFF),
    ("PUT", "/api/staff/series/<int:series_id>"): (
        {"name": "三体", "volumes": [{"book_id": 2147483647}], "revision": 1},
        STAFF_MISSES,
    ),
    ("POST", "/api/staff/series/<int:series_id>/merge"): (
        {"other_id": 2147483647, "revision": 1, "other_revision": 1},
        STAFF_MISSES,
    ),
    ("GET", "/api/staff/series-changes"): (None, STAFF),
    ("POST", "/api/staff/series-changes/<int:series_change_id>/undo"): (None, STAFF_ONCE),
    ("GET", "/api/staff/policies"): (None, STAFF),
    ("POST", "/api/staff/policies"): ({**POLICY, "group_id": 1}, ADMIN_ADDS),
    ("PUT", "/api/staff/policies/<int:policy_id>"): ({**POLICY, "loan_days": 14}, ADMIN),
    ("DELETE", "/api/staff/policies/<int:policy_id>"): (None, ADMIN_DONE),
    ("GET", "/api/staff/policies/try"): (None, STAFF_SENDS),
    ("GET", "/api/staff/reader-groups"): (None, STAFF),
    ("POST", "/api/staff/reader-groups"): (KIND, ADMIN_ADDS),
    ("PUT", "/api/staff/reader-groups/<int:group_id>"): (KIND, ADMIN),
    ("DELETE", "/api/staff/reader-groups/<int:group_id>"): (None, ADMIN_DONE),
    ("GET", "/api/staff/item-types"): (None, STAFF),
    ("POST", "/api/staff/item-types"): (KIND, ADMIN_ADDS),
    ("PUT", "/api/staff/item-types/<int:item_type_id>"): (KIND, ADMIN),
    ("DELETE", "/api/staff/item-types/<int:item_type_id>"): (None, ADMIN_DONE),
    ("GET", "/api/staff/calendar"): (None, STAFF_SENDS),
    ("PUT", "/api/staff/calendar/week"): (WEEK, ADMIN),
    ("GET", "/api/staff/calendar/days/preview"): (None, STAFF_SENDS),
    ("POST", "/api/staff/calendar/days"): (CLOSURE, STAFF_ADDS),
    ("DELETE", "/api/staff/calendar/days"): (None, STAFF_SENDS),
    ("GET", "/api/staff/cards/<int:user_id>"): (None, STAFF),
    ("PATCH", "/api/staff/cards/<int:user_id>"): ({"valid_until": None}, STAFF),
    ("PUT", "/api/staff/cards/<int:user_id>/block"): ({"reason": "three lost books"}, STAFF),
    ("DELETE", "/api/staff/cards/<int:user_id>/block"): (None, STAFF),
    ("GET", "/api/staff/fines"): (None, STAFF_SENDS),
    ("POST", "/api/staff/fines/charges"): ({**NOBODYS, "cause": "damage", "reason": "water"}, STAFF_MISSES),
    ("POST", "/api/staff/fines/payments"): (NOBODYS, STAFF_MISSES),
    ("POST", "/api/staff/fines/waivers"): ({**NOBODYS, "reason": "once"}, STAFF_MISSES),
    ("POST", "/api/staff/fines/payouts"): (NOBODYS, STAFF_MISSES),
    ("POST", "/api/orders"): ({"delivery": "pickup", "provider": "pay_at_desk", "price_hash": "0" * 64}, REFUSED),
    ("GET", "/api/orders"): (None, SIGNED_IN),
    ("GET", "/api/orders/<int:order_id>"): (None, OWN),
    ("POST", "/api/orders/<int:order_id>/cancel"): ({}, OWN),
    ("POST", "/api/orders/<int:order_id>/received"): (None, OWN_NOT_NOW),
    # It waits for its money, and has no invoice yet.
    ("GET", "/api/orders/<int:order_id>/invoice.pdf"): (None, THEIRS),
    ("GET", "/api/staff/shop-figures"): (None, STAFF),
    ("GET", "/api/staff/orders"): (None, STAFF),
    ("GET", "/api/staff/orders.csv"): (None, STAFF),
    ("GET", "/api/staff/orders/slips"): (None, STAFF),
    ("GET", "/api/staff/orders/<int:order_id>"): (None, STAFF),
    ("GET", "/api/staff/orders/<int:order_id>/invoice.pdf"): (None, STAFF_MISSES),
    ("POST", "/api/staff/orders/<int:order_id>/start"): (None, STAFF_REFUSED),
    ("POST", "/api/staff/orders/<int:order_id>/put-back"): (None, STAFF_REFUSED),
    ("POST", "/api/staff/orders/<int:order_id>/ship"): ({"carrier": "SF", "tracking_number": "1"}, STAFF_REFUSED),
    ("POST", "/api/staff/orders/<int:order_id>/ready"): ({"slot": "A1"}, STAFF_REFUSED),
    ("POST", "/api/staff/orders/<int:order_id>/deliver"): (None, STAFF_REFUSED),
    ("POST", "/api/staff/orders/<int:order_id>/hand-over"): (None, STAFF_REFUSED),
    ("POST", "/api/staff/orders/<int:order_id>/not-collected"): (None, STAFF_REFUSED),
    ("POST", "/api/staff/orders/<int:order_id>/cancel"): ({"reason": "asked"}, STAFF_ONCE),
    ("POST", "/api/staff/orders/<int:order_id>/returns"): (RETURNED, STAFF_REFUSED),
    ("GET", "/api/screen"): (None, STAFF),
    ("GET", "/api/screen/ticker"): (None, STAFF),
    ("GET", "/api/screen/behind"): (None, STAFF),
    ("GET", "/api/staff/kiosk-links"): (None, ADMIN),
    ("POST", "/api/staff/kiosk-links"): ({"name": "hall"}, ADMIN_ADDS),
    ("DELETE", "/api/staff/kiosk-links/<int:link_id>"): (None, ADMIN),
    ("GET", "/api/staff/stock"): (None, STAFF),
    ("GET", "/api/staff/stock.csv"): (None, STAFF),
    ("GET", "/api/staff/payment-attempts"): (None, STAFF),
    ("GET", "/api/staff/payment-attempts.csv"): (None, STAFF),
    ("POST", "/api/staff/skus"): ({"book_id": "<int:book_id>", "price_cents": 100}, STAFF_ADDS),
    ("PATCH", "/api/staff/skus/<int:sku_id>"): ({"on_sale": False}, STAFF),
    ("GET", "/api/staff/skus/<int:sku_id>/entries"): (None, STAFF),
    ("POST", "/api/staff/skus/<int:sku_id>/entries"): ({"kind": "received", "quantity": 1}, STAFF_MAKES),
    ("POST", "/api/staff/stock/withdrawn-copies"): ({"barcode": "no such", "price_cents": 100}, STAFF_MISSES),
    ("GET", "/api/books/<int:book_id>/offers"): (None, OPEN),
    ("GET", "/api/cart"): (None, OPEN),
    ("GET", "/api/cart/count"): (None, OPEN),
    ("GET", "/api/cart/similar"): (None, OPEN),
    ("POST", "/api/cart/lines"): ({"sku_id": "<int:sku_id>"}, OPEN_CART),
    ("PATCH", "/api/cart/lines/<int:sku_id>"): ({"quantity": 1}, NOT_IN_CART),
    ("DELETE", "/api/cart/lines/<int:sku_id>"): (None, OPEN_CART),
    ("POST", "/api/cart/seen"): (None, OPEN_CART),
    ("GET", "/api/checkout"): (None, SIGNED_IN),
    ("POST", "/api/checkout/quote"): ({"delivery": "pickup"}, SIGNED_IN),
    ("GET", "/api/addresses"): (None, SIGNED_IN),
    ("POST", "/api/addresses"): (ADDRESS, MADE),
    ("PUT", "/api/addresses/<int:address_id>"): (ADDRESS, OWN),
    ("DELETE", "/api/addresses/<int:address_id>"): (None, OWN_DONE),
    ("GET", "/api/staff/orders/counts"): (None, STAFF),
    ("POST", "/api/orders/<int:order_id>/payments"): (None, OWN_MADE),
    ("POST", "/api/orders/<int:order_id>/payments/check"): (None, OWN),
    ("POST", "/api/payments/<string:provider>/events"): ({}, NO_SUCH),
    ("GET", "/api/sandbox/payments/<string:ref>"): (None, NO_SUCH),
    ("POST", "/api/sandbox/payments/<string:ref>"): ({"act": "success"}, NO_SUCH),
    ("GET", "/api/staff/orders/<int:order_id>/money"): (None, STAFF),
    ("POST", "/api/staff/orders/<int:order_id>/payments"): (CASH, STAFF_ONCE),
    ("POST", "/api/staff/orders/<int:order_id>/refunds"): ({"amount_cents": 1, "reason": "torn"}, STAFF_REFUSED),
    ("POST", "/api/staff/orders/<int:order_id>/refunds/<int:refund_id>/retry"): (None, STAFF_MISSES),
    ("POST", "/api/staff/orders/<int:order_id>/refunds/<int:refund_id>/paid-out"): (None, STAFF_MISSES),
    ("GET", "/api/staff/payments"): (None, STAFF),
    ("GET", "/api/staff/payment-alerts"): (None, STAFF),
    ("POST", "/api/staff/payment-alerts/<int:alert_id>/handled"): (None, STAFF),
    ("GET", "/api/staff/discounts"): (None, STAFF),
    ("POST", "/api/staff/discounts"): (DISCOUNT, STAFF_MAKES),
    ("PUT", "/api/staff/discounts/<int:discount_id>"): (DISCOUNT, STAFF),
    ("DELETE", "/api/staff/discounts/<int:discount_id>"): (None, STAFF_REMOVES),
    ("GET", "/api/staff/vouchers"): (None, STAFF),
    ("GET", "/api/staff/vouchers.csv"): (None, STAFF),
    ("POST", "/api/staff/vouchers"): ({**VOUCHER, "code": "SPRING"}, STAFF_ADDS),
    ("PUT", "/api/staff/vouchers/<int:voucher_id>"): (VOUCHER, STAFF),
    ("PUT", "/api/staff/vouchers/<int:voucher_id>/active"): (None, STAFF),
    ("DELETE", "/api/staff/vouchers/<int:voucher_id>/active"): (None, STAFF),
    ("GET", "/api/staff/vouchers/<int:voucher_id>/uses"): (None, STAFF),
    ("GET", "/api/staff/shop-terms"): (None, STAFF),
    ("PUT", "/api/staff/shop-terms"): (TERMS, STAFF),
    ("GET", "/api/staff/shipping-rates"): (None, STAFF),
    ("POST", "/api/staff/shipping-rates"): ({**RATE, "country": "JP"}, STAFF_ADDS),
    ("PUT", "/api/staff/shipping-rates/<string:country>"): (RATE, STAFF),
    ("DELETE", "/api/staff/shipping-rates/<string:country>"): (None, STAFF_REMOVES),
    ("GET", "/api/loans/calendar.ics"): (None, SIGNED_IN),
    ("GET", "/api/calendar-feed"): (None, SIGNED_IN),
    ("POST", "/api/calendar-feed"): (None, MADE),
    ("DELETE", "/api/calendar-feed"): (None, NOTED),
    ("GET", "/api/calendar-feed/<string:token>.ics"): (None, NO_SUCH),
    ("GET", "/api/staff/jobs"): (None, STAFF),
    # The title that is asked for has no copy.
    ("GET", "/api/books/<int:book_id>/lending"): (None, OPEN),
    ("POST", "/api/loans"): ({"book_id": "<int:book_id>"}, REFUSED),
    ("GET", "/api/loans"): (None, SIGNED_IN),
    ("POST", "/api/loans/renew"): (None, SIGNED_IN),
    ("POST", "/api/loans/<int:loan_id>/renew"): (None, OWN),
    ("POST", "/api/loans/<int:loan_id>/claim"): ({}, OWN),
    ("POST", "/api/holds"): ({"book_id": "<int:book_id>"}, REFUSED),
    ("GET", "/api/holds"): (None, SIGNED_IN),
    ("DELETE", "/api/holds/<int:hold_id>"): (None, OWN),
    ("POST", "/api/holds/<int:hold_id>/suspend"): ({"until": "2026-12-01"}, OWN),
    ("POST", "/api/holds/<int:hold_id>/resume"): (None, OWN),
    ("POST", "/api/holds/<int:hold_id>/extend"): (None, OWN_NOT_NOW),
    ("GET", "/api/desk/reader"): (None, STAFF),
    ("GET", "/api/desk/readers"): (None, STAFF),
    ("GET", "/api/desk/copies/<string:barcode>"): (None, STAFF),
    ("POST", "/api/desk/loans"): ({"user_id": 1, "barcode": "no such"}, STAFF_MISSES),
    ("POST", "/api/desk/returns"): ({"barcode": "no such"}, STAFF),
    ("GET", "/api/desk/pull-list"): (None, STAFF),
    ("GET", "/api/desk/hold-shelf"): (None, STAFF),
    ("GET", "/api/desk/queue"): (None, STAFF),
    ("GET", "/api/desk/events"): (None, STAFF),
    ("POST", "/api/desk/holds"): ({"user_id": "<int:user_id>", "book_id": "<int:book_id>"}, STAFF_REFUSED),
    ("POST", "/api/desk/holds/<int:hold_id>/shelve"): ({"barcode": "no such"}, STAFF_MISSES),
    ("POST", "/api/desk/holds/<int:hold_id>/not-found"): (None, STAFF_REFUSED),
    ("POST", "/api/desk/holds/<int:hold_id>/undo"): (None, STAFF_REFUSED),
    ("POST", "/api/desk/holds/<int:hold_id>/cancel"): ({"reason": "asked"}, STAFF_ONCE),
    ("POST", "/api/desk/holds/<int:hold_id>/extend"): (None, STAFF_REFUSED),
    ("POST", "/api/desk/holds/<int:hold_id>/move"): ({"before_id": None, "reason": "asked"}, STAFF),
    ("POST", "/api/desk/loans/<int:loan_id>/renew"): ({}, STAFF_ONCE),
    ("POST", "/api/desk/loans/<int:loan_id>/claim"): ({}, STAFF_ONCE),
    ("POST", "/api/desk/loans/<int:loan_id>/reject-claim"): ({"reason": "looked"}, STAFF_REFUSED),
    ("POST", "/api/desk/loans/<int:loan_id>/lost"): ({"reason": "gone"}, STAFF_ONCE),
    ("POST", "/api/desk/loans/<int:loan_id>/pay-lost"): (None, STAFF_REFUSED),
    ("POST", "/api/desk/loans/<int:loan_id>/found"): (None, STAFF_REFUSED),
    ("POST", "/api/desk/loans/<int:loan_id>/due"): ({"due_on": "2027-03-01", "reason": "ill"}, STAFF_TWICE),
    ("GET", "/api/desk/readers/<int:user_id>/loans-over"): (None, STAFF),
    ("PUT", "/api/desk/copies/<string:barcode>/item-type"): ({"item_type_id": "<int:item_type_id>"}, STAFF),
    ("POST", "/api/desk/loans/<int:loan_id>/contact"): (None, STAFF_REFUSED),
    ("POST", "/api/loans/<int:loan_id>/undo"): (None, OWN_NOT_NOW),
    ("POST", "/api/desk/loans/<int:loan_id>/void"): ({"reason": "mistake"}, STAFF_ONCE),
    ("POST", "/api/desk/copies/<string:barcode>/<string:action>"): ({"reason": "seen"}, STAFF_ONCE),
    ("GET", "/api/staff/authors"): (None, STAFF),
    ("GET", "/api/staff/authors.csv"): (None, STAFF),
    ("GET", "/api/staff/authors/<int:author_id>"): (None, STAFF),
    ("PUT", "/api/staff/authors/<int:author_id>"): (
        {"name": "刘慈欣", "original_name": None, "aliases": [], **LAST},
        STAFF_ONCE,
    ),
    ("GET", "/api/staff/author-merges"): (None, STAFF),
    ("GET", "/api/staff/author-merges/preview"): (None, STAFF),
    ("POST", "/api/staff/author-merges"): (
        {"kept": {"id": 999, **LAST}, "merged": [{"id": 998, **LAST}]},
        STAFF_MISSES,
    ),
    ("POST", "/api/staff/author-merges/<int:merge_id>/undo"): (None, STAFF_ONCE),
    ("GET", "/api/staff/categories"): (None, STAFF),
    ("POST", "/api/staff/categories"): (NAMED, STAFF_MAKES),
    ("PUT", "/api/staff/categories/<int:category_id>"): ({**NAMED, **LAST}, STAFF_ONCE),
    ("PUT", "/api/staff/categories/<int:category_id>/place"): ({"parent_id": None, "position": 0, **LAST}, STAFF_ONCE),
    ("GET", "/api/staff/categories/<int:category_id>/removal"): (None, STAFF),
    ("POST", "/api/staff/categories/<int:category_id>/removal"): (LAST, (401, 403, 403, 201, 201, 404)),
    ("POST", "/api/staff/category-removals/<int:removal_id>/undo"): (None, STAFF_MISSES),
    ("GET", "/api/staff/shelves"): (None, STAFF),
    ("POST", "/api/staff/shelves"): (SHELF, STAFF_MAKES),
    ("PUT", "/api/staff/shelves/order"): ({"ids": ["<int:shelf_id>"]}, STAFF_SENDS),
    ("GET", "/api/staff/shelves/<int:shelf_id>"): (None, STAFF),
    ("PUT", "/api/staff/shelves/<int:shelf_id>"): ({**SHELF, **LAST}, STAFF_ONCE),
    ("PUT", "/api/staff/shelves/<int:shelf_id>/books"): ({"book_ids": [], **LAST}, STAFF_ONCE),
    ("DELETE", "/api/staff/shelves/<int:shelf_id>"): (None, STAFF_REMOVES),
    ("GET", "/api/announcements"): (None, OPEN),
    ("PUT", "/api/announcements/<int:announcement_id>/dismissal"): (None, OPEN_NOTED),
    ("DELETE", "/api/announcements/<int:announcement_id>/dismissal"): (None, OPEN_NOTED),
    ("GET", "/api/staff/announcements"): (None, STAFF),
    ("POST", "/api/staff/announcements"): (NEWS, STAFF_MAKES),
    ("PUT", "/api/staff/announcements/order"): ({"ids": []}, STAFF),
    ("PUT", "/api/staff/announcements/<int:announcement_id>"): ({**NEWS, **LAST}, STAFF_ONCE),
    ("PUT", "/api/staff/announcements/<int:announcement_id>/ended"): ({"ended": True, **LAST}, STAFF_ONCE),
    ("DELETE", "/api/staff/announcements/<int:announcement_id>"): (None, STAFF_REMOVES),
    ("GET", "/api/staff/loans"): (None, STAFF),
    ("GET", "/api/staff/loans.csv"): (None, STAFF),
    ("GET", "/api/staff/holds"): (None, STAFF),
    ("GET", "/api/staff/holds.csv"): (None, STAFF),
    ("GET", "/api/staff/fine-entries"): (None, STAFF),
    ("GET", "/api/staff/fine-entries.csv"): (None, STAFF),
    ("GET", "/api/staff/audit"): (None, STAFF),
    ("GET", "/api/staff/audit.csv"): (None, STAFF),
    ("GET", "/api/staff/audit/choices"): (None, STAFF),
    ("GET", "/api/staff/search"): (None, STAFF),
    ("GET", "/api/staff/today"): (None, STAFF),
    ("GET", "/api/staff/views"): (None, STAFF),
    ("POST", "/api/staff/views"): (VIEW, STAFF_MAKES),
    # Whoever asks for it has not saved it.
    ("PATCH", "/api/staff/views/<int:view_id>"): ({"shared": True}, STAFF_MISSES),
    ("DELETE", "/api/staff/views/<int:view_id>"): (None, STAFF_MISSES),
    ("GET", "/api/staff/bulk-acts"): (None, STAFF),
    ("POST", "/api/staff/bulk-acts"): (BULK, STAFF_MAKES),
    ("GET", "/api/staff/bulk-acts/<int:bulk_act_id>"): (None, STAFF),
    ("GET", "/api/staff/bulk-acts/<int:bulk_act_id>/rows"): (None, STAFF),
    ("DELETE", "/api/staff/bulk-acts/<int:bulk_act_id>"): (None, STAFF_REMOVES),
    ("POST", "/api/staff/bulk-acts/<int:bulk_act_id>/start"): (None, STAFF_ONCE),
    ("POST", "/api/staff/bulk-acts/<int:bulk_act_id>/advance"): (None, STAFF),
    ("POST", "/api/staff/bulk-acts/<int:bulk_act_id>/stop"): (None, STAFF_REFUSED),
    ("POST", "/api/staff/bulk-acts/<int:bulk_act_id>/undo"): (None, STAFF_REFUSED),
    ("POST", "/api/staff/view-as"): ({"role": "reader"}, ADMIN_DONE),
    ("DELETE", "/api/staff/view-as"): (None, ADMIN_DONE),
}
# What a route cannot do without.
QUERIES = {
    "/api/books/suggest": "?q=a",
    "/api/desk/reader": "?number=<string:number>",
    "/api/desk/readers": "?q=a",
    "/api/staff/search": "?q=a",
    "/api/staff/views": "?table=staff-books",
    "/api/desk/queue": "?book_id=<int:book_id>",
    "/api/screen/behind": "?figure=loans",
    "/api/desk/events": "?entity=loan&id=1",
    "/api/staff/author-merges/preview": "?kept=<int:author_id>&merged=<int:other_author_id>",
}
# What is taken away is named as it was seen.
REMOVED_AS_SEEN = {
    ("DELETE", "/api/staff/shelves/<int:shelf_id>"),
    ("DELETE", "/api/staff/announcements/<int:announcement_id>"),
}
# Asked so, they leave everything as it is.
UNCHANGED = {
    *(("DELETE", "/api/admin/books/<int:book_id>/cover"), ("PUT", "/api/staff/vouchers/<int:voucher_id>/active")),
    *(("POST", "/api/desk/returns"), ("POST", "/api/desk/holds/<int:hold_id>/move")),
    *(("POST", "/api/staff/bulk-acts/<int:bulk_act_id>/advance"), ("DELETE", "/api/staff/view-as")),
    ("DELETE", "/api/staff/users/<int:user_id>/sessions"),
    *(("PUT", "/api/staff/categories/<int:category_id>/place"), ("PUT", "/api/staff/announcements/order")),
}
# Not part of the API: they answer anybody.
OUTSIDE = {
    *("/healthz", "/readyz", "/metrics", "/covers/<string:name>", "/avatars/<string:name>"),
    *("/", "/books", "/books/<int:book_id>", "/account", "/account/<path:path>", "/<path:path>"),
}


def test_every_route_is_in_the_table_of_rights(app: Any) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule not in OUTSIDE
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == set(RIGHTS)


def _declared(app: Any) -> dict[tuple[str, str], str]:
    return {
        (method, rule.rule): access_of(app.view_functions[rule.endpoint]) or "nobody"
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def _expected(route: tuple[str, str], permission: str) -> tuple[int, ...]:
    answers = RIGHTS[route][1]
    if route[0] == "GET" or permission not in PERMISSIONS or permission == "account":
        return answers
    return tuple(403 if role == "auditor" else answer for role, answer in zip(ROLE_OF_CALLERS, answers, strict=True))


def test_each_route_declares_the_permission_that_the_answers_show(app: Any) -> None:
    """The declaration itself, beside the answers: a view that fails for another reason must not hide a lost check."""
    for route, permission in _declared(app).items():
        if route not in RIGHTS or route in DOORS | CARTS or RIGHTS[route][1] == UNPROVEN:
            continue
        for role, answer in zip(ROLE_OF_CALLERS, _expected(route, permission), strict=True):
            closed = permission in PERMISSIONS
            if role is None:
                assert (answer == 401) == closed, route
            else:
                assert (answer == 403) == (closed and not may(role, permission, route[0])), (route, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("permission", PERMISSIONS)
def test_who_may_change_something_may_look_at_it_and_an_auditor_changes_nothing(role: str, permission: str) -> None:
    assert may(role, permission, "GET") or not may(role, permission, "POST")
    if role == "auditor":
        assert may(role, permission, "POST") == (permission == "account")
        assert may(role, permission, "GET") == may("staff", permission, "GET")
    assert may("admin", permission, "DELETE")


@pytest.mark.parametrize("route", RIGHTS, ids=lambda route: " ".join(route))
def test_a_route_answers_each_caller_as_the_table_says(
    app: Any, guest: Any, sign_in_as: Any, route: tuple[str, str]
) -> None:
    body = RIGHTS[route][0]
    callers = [guest if role is None else sign_in_as(role) for role in ROLE_OF_CALLERS]
    with app.app_context():
        there = make_things(callers[1].user_id)
        db.session.commit()
    seen = "?revision=1" if route in REMOVED_AS_SEEN else ""
    path = route[1] + QUERIES.get(route[1], seen)
    for place, value in there.items():
        path = path.replace(place, str(value))
    body = body and {name: there.get(value, value) if isinstance(value, str) else value for name, value in body.items()}
    # The owner comes last: what he takes away would not be there for anybody.
    asked = {
        number: callers[number].open(path, method=route[0], **({} if body is None else {"json": body})).status_code
        for number in (0, 2, 3, 4, 5, 1)
    }
    answers = tuple(asked[number] for number in range(len(callers)))
    permission = _declared(app)[route]
    assert answers == _expected(route, permission)
    if (
        permission in OF_THE_STAFF
        and route[0] != "GET"
        and min(answers[3], answers[5]) < 400
        and route not in UNCHANGED
    ):
        with app.app_context():
            told = db.session.scalars(select(AuditEvent).where(AuditEvent.kind.is_not(None))).all()
            assert any(line.before or line.after for line in told), "what it changes tells how it was and is"


def test_a_route_that_does_not_declare_its_rights_never_goes_into_service(tmp_path: Any, monkeypatch: Any) -> None:
    def mount(app: Any) -> None:
        app.add_url_rule("/api/forgotten", view_func=lambda: "", endpoint="forgotten")

    monkeypatch.setattr("backend.app._mount_health", mount)
    with pytest.raises(RuntimeError, match="forgotten does not declare"):
        create_app(settings_for("sqlite://", tmp_path))
