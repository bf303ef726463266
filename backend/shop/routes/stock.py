"""/api/staff/stock, /api/staff/skus: what is for sale, and its ledger"""

from typing import Any

from apiflask import APIBlueprint

from backend.core.auth import require_staff
from backend.core.limits import WRITES, limiter
from backend.core.paging import PageQuery
from backend.shop.queries import stock_table
from backend.shop.queries.stock import EntryLine, SkuLine, entries_of, entry_line, sku_line
from backend.shop.routes.here import here, me
from backend.shop.schemas.stock import (
    SkuIn,
    SkuOut,
    SkuPatchIn,
    StockEntriesPageOut,
    StockEntryIn,
    StockEntryOut,
    StockPageOut,
    WithdrawnCopyIn,
)
from backend.shop.schemas.tables import StockQuery
from backend.shop.service import offering, stock

blueprint = APIBlueprint("shop_stock", __name__, url_prefix="/api/staff", tag="staff")


@blueprint.get("/stock")
@require_staff
@blueprint.input(StockQuery, location="query")
@blueprint.output(StockPageOut)
def list_stock(query_data: StockQuery) -> dict[str, Any]:
    """Everything for sale, the newest first unless something else is asked for"""
    asked, wish = query_data, stock_table.wish_of(query_data.model_dump())
    return vars(stock_table.stock_page(wish, asked.sort, asked.page, asked.size, here().today))


@blueprint.post("/skus")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(SkuIn)
@blueprint.output(SkuOut, status_code=201)
@blueprint.doc(responses={404: "There is no such book", 409: "It is for sale already"})
def add_sku(json_data: SkuIn) -> SkuLine:
    """Offer a title for sale; its first pieces are received after that"""
    sku = offering.offer(**json_data.model_dump(), here=here())
    return sku_line(sku, here().today)


@blueprint.patch("/skus/<int:sku_id>")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(SkuPatchIn)
@blueprint.output(SkuOut)
def change_sku(sku_id: int, json_data: SkuPatchIn) -> SkuLine:
    """Its price, whether it is for sale, how many of it one order may have, how it looks"""
    changes = json_data.model_dump(exclude_unset=True)
    return sku_line(offering.change_offer(sku_id, changes, here()), here().today)


@blueprint.get("/skus/<int:sku_id>/entries")
@require_staff
@blueprint.input(PageQuery, location="query")
@blueprint.output(StockEntriesPageOut)
def list_entries(sku_id: int, query_data: PageQuery) -> dict[str, Any]:
    """Its ledger, the last entry first"""
    return vars(entries_of(sku_id, query_data.page, query_data.size))


@blueprint.post("/skus/<int:sku_id>/entries")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(StockEntryIn)
@blueprint.output(StockEntryOut, status_code=201)
@blueprint.doc(responses={409: "Fewer would be left than are in somebody's order", 422: "A reason is missing"})
def add_entry(sku_id: int, json_data: StockEntryIn) -> EntryLine:
    """Pieces came in, or were counted"""
    write = stock.receive if json_data.kind == "received" else stock.adjust
    return entry_line(write(sku_id, json_data.quantity, json_data.reason, me(), here()))


@blueprint.post("/stock/withdrawn-copies")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(WithdrawnCopyIn)
@blueprint.output(SkuOut, status_code=201)
@blueprint.doc(responses={404: "No copy has this barcode", 409: "It is lent, or is for sale already"})
def sell_withdrawn_copy(json_data: WithdrawnCopyIn) -> SkuLine:
    """Sell a copy that was withdrawn from lending as a used one"""
    asked = json_data
    sku = stock.take_withdrawn_copy(asked.barcode, asked.price_cents, asked.note, me(), here())
    return sku_line(sku, here().today)
