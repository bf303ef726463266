"""For what a discount or a voucher is: one thing on sale, a category and what is under it, or all."""

from backend.catalog.models import Category, Sku
from backend.core.database import db
from backend.core.errors import Invalid


class OfferScopeUnknown(Invalid):
    message = "There is no such thing on sale, or no such category."


def check_scope(sku_id: int | None, category_id: int | None) -> None:
    """Raises OfferScopeUnknown."""
    asked = (("sku_id", Sku, sku_id), ("category_id", Category, category_id))
    unknown = [name for name, model, key in asked if key is not None and db.session.get(model, key) is None]
    if unknown:
        problem = {"code": "offer_scope_unknown", "message": OfferScopeUnknown.message}
        raise OfferScopeUnknown(fields={name: [problem] for name in unknown})
