"""/api/staff/shop-figures: what was sold, and what lies in the shop"""

from apiflask import APIBlueprint

from backend.core.auth import require_staff
from backend.shop.queries.figures import ShopFigures, shop_figures
from backend.shop.routes.here import here
from backend.shop.rules.figures import range_of
from backend.shop.schemas.figures import FiguresQuery, ShopFiguresOut

blueprint = APIBlueprint("shop_figures", __name__, url_prefix="/api/staff", tag="staff")


@blueprint.get("/shop-figures")
@require_staff
@blueprint.input(FiguresQuery, location="query")
@blueprint.output(ShopFiguresOut)
def show_figures(query_data: FiguresQuery) -> ShopFigures:
    """Sales, best sellers and stock; a sale counts on the day on which its order was confirmed"""
    today = here().today
    asked = range_of(query_data.from_on, query_data.to_on, today)
    return shop_figures(asked, query_data.by or asked.step, today)
