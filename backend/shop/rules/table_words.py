"""The tables of the desk as files: heads of their columns and words of what stands in them, in both languages."""

from collections.abc import Mapping, Sequence

Pair = tuple[str, str]

ORDER_HEADS: Mapping[str, Pair] = {
    "number": ("订单号", "Order"),
    "placed_on": ("下单日期", "Placed on"),
    "titles": ("内容", "What"),
    "pieces": ("件数", "Pieces"),
    "reader": ("读者", "Reader"),
    "delivery": ("方式", "How"),
    "state": ("状态", "State"),
    "payment_status": ("付款", "Payment"),
    "provider": ("付款方式", "Paid through"),
    "goods_cents": ("商品（分）", "Goods (cents)"),
    "voucher_code": ("优惠券", "Voucher"),
    "voucher_cents": ("优惠（分）", "Voucher (cents)"),
    "shipping_cents": ("运费（分）", "Delivery (cents)"),
    "total_cents": ("合计（分）", "Total (cents)"),
    "tax_cents": ("其中税（分）", "Tax in it (cents)"),
    "captured_cents": ("已收（分）", "Taken (cents)"),
    "refunded_cents": ("已退（分）", "Given back (cents)"),
    "currency": ("币种", "Currency"),
    "confirmed_on": ("确认日期", "Confirmed on"),
    "shipped_at": ("寄出时间", "Sent at"),
    "carrier": ("快递公司", "Carrier"),
    "tracking_number": ("快递单号", "Tracking number"),
    "slot": ("架位", "Place"),
    "pickup_until": ("留到", "Kept until"),
    "completed_on": ("完成日期", "Completed on"),
    "invoice_number": ("发票号", "Invoice"),
}
STOCK_HEADS: Mapping[str, Pair] = {
    "title": ("书名", "Title"),
    "authors": ("作者", "Authors"),
    "isbn13": ("ISBN", "ISBN"),
    "kind": ("新旧", "Kind"),
    "note": ("说明", "Note"),
    "on_hand": ("现有", "On hand"),
    "reserved": ("已留", "Reserved"),
    "left": ("可卖", "Free"),
    "price_cents": ("价格（分）", "Price (cents)"),
    "percent": ("减 %", "Less %"),
    "unit_cents": ("现价（分）", "Price today (cents)"),
    "currency": ("币种", "Currency"),
    "most_per_order": ("每单最多", "At most per order"),
    "on_sale": ("在售", "For sale"),
}
PAYMENT_HEADS: Mapping[str, Pair] = {
    "made_at": ("时间", "When"),
    "order_number": ("订单号", "Order"),
    "provider": ("付款方式", "Paid through"),
    "method": ("现金或刷卡", "Cash or card"),
    "state": ("状态", "State"),
    "amount_cents": ("金额（分）", "Amount (cents)"),
    "captured_cents": ("已收（分）", "Taken (cents)"),
    "refunded_cents": ("已退（分）", "Given back (cents)"),
    "currency": ("币种", "Currency"),
    "problem": ("问题", "Problem"),
    "changed_at": ("更改时间", "Changed at"),
}
VOUCHER_HEADS: Mapping[str, Pair] = {
    "code": ("券码", "Code"),
    "name": ("名称", "Name"),
    "kind": ("种类", "Kind"),
    "value": ("面值", "Value"),
    "category": ("分类", "Category"),
    "minimum_cents": ("满（分）", "From (cents)"),
    "starts_on": ("开始", "From"),
    "ends_on": ("结束", "Until"),
    "uses": ("用过", "Used"),
    "most_uses": ("最多", "At most"),
    "given_cents": ("已优惠（分）", "Given (cents)"),
    "standing": ("状态", "State"),
}
# Column -> word of the library -> the same for people.
_WORDS: Mapping[str, Mapping[str, Pair]] = {
    "state": {
        "pending_payment": ("待付款", "To be paid"),
        "confirmed": ("已确认", "Confirmed"),
        "packing": ("打包中", "Being packed"),
        "shipped": ("已寄出", "Sent"),
        "ready_for_pickup": ("待取书", "Ready"),
        "completed": ("已完成", "Completed"),
        "cancelled": ("已取消", "Cancelled"),
        "expired": ("已过期", "Expired"),
        "returned": ("已退货", "Returned"),
        "created": ("已创建", "Begun"),
        "processing": ("处理中", "At work"),
        "authorised": ("已授权", "Authorised"),
        "captured": ("已收款", "Taken"),
        "failed": ("失败", "Failed"),
        "voided": ("已作废", "Given up"),
    },
    "payment_status": {
        "none": ("未付款", "Not paid"),
        "authorised": ("已授权", "Authorised"),
        "partial": ("付了一部分", "Paid in part"),
        "paid": ("已付款", "Paid"),
        "overpaid": ("多付了", "Overpaid"),
        "part_refunded": ("部分退款", "Refunded in part"),
        "refunded": ("已退款", "Refunded"),
    },
    "delivery": {"pickup": ("到馆取书", "Pick-up"), "shipping": ("寄送", "Delivery")},
    "provider": {"pay_at_desk": ("到馆付款", "At the desk"), "sandbox": ("沙盒", "Sandbox")},
    "method": {"cash": ("现金", "Cash"), "card": ("刷卡", "Card")},
    "kind": {
        "new": ("新书", "New"),
        "used": ("旧书", "Used"),
        "percent": ("折扣 %", "Per cent"),
        "amount": ("金额（分）", "Amount (cents)"),
    },
    "standing": {
        "good": ("可用", "Good today"),
        "coming": ("未开始", "Coming"),
        "over": ("已结束", "Over"),
    },
}


def named(pair: Pair, lang: str) -> str:
    return pair[0 if lang == "zh-CN" else 1]


def chosen(asked: str, known: Mapping[str, Pair]) -> list[str]:
    """The columns that are asked for, by their names with commas between, in that order; all where none is known."""
    return [name for name in dict.fromkeys(asked.split(",")) if name in known] or list(known)


def heads(columns: Sequence[str], known: Mapping[str, Pair], lang: str) -> list[str]:
    return [named(known[name], lang) for name in columns]


def in_words(column: str, value: str, lang: str) -> str:
    """As people say it; what has no other word stays as it is."""
    pair = _WORDS.get(column, {}).get(value)
    return named(pair, lang) if pair else value
