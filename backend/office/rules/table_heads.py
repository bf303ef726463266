"""Heads of the columns of a table that is taken away as a file, in both languages."""

from collections.abc import Sequence

_HEADS = {
    "id": ("编号", "Id"),
    "title": ("书名", "Title"),
    "original_title": ("原书名", "Original title"),
    "authors": ("作者", "Authors"),
    "isbn13": ("ISBN", "ISBN"),
    "publisher": ("出版社", "Publisher"),
    "published_year": ("出版年", "Year"),
    "language": ("语种", "Language"),
    "series": ("丛书", "Series"),
    "price_cents": ("定价（分）", "Price (cents)"),
    "currency": ("币种", "Currency"),
    "copies_total": ("可借复本", "Copies to lend"),
    "copies_free": ("在架", "On the shelf"),
    "stock_free": ("可售", "For sale"),
    "rating_count": ("评分人数", "Ratings"),
    "rating_mean": ("平均分", "Mean rating"),
    "loans_30d": ("近三十天借出", "Loans in 30 days"),
    "waiting": ("等候人数", "Waiting"),
    "added_on": ("入藏日期", "Added on"),
    "withdrawn_on": ("剔除日期", "Withdrawn on"),
    "barcode": ("条码", "Barcode"),
    "location": ("馆藏地", "Location"),
    "item_type": ("类型", "Item type"),
    "shelf_mark": ("索书号", "Shelf mark"),
    "condition": ("状况", "Condition"),
    "reference_only": ("仅供阅览", "Reference only"),
    "acquired_on": ("入藏日期", "Acquired on"),
    "doing": ("现况", "Doing"),
    "name": ("名称", "Name"),
    "original_name": ("原名", "Original name"),
    "volumes": ("册数", "Volumes"),
    "reader": ("读者", "Reader"),
    "card_number": ("读者证", "Card"),
    "state": ("状态", "State"),
    "channel": ("途径", "Channel"),
    "borrowed_on": ("借出", "Lent on"),
    "due_on": ("应还", "Due on"),
    "days_overdue": ("逾期天数", "Days overdue"),
    "fine_cents": ("逾期费（分）", "Fine so far (cents)"),
    "renewals": ("已续借", "Renewals"),
    "max_renewals": ("可续借", "Renewals allowed"),
    "contacted_on": ("上次催还", "Asked for on"),
    "claimed_on": ("读者称已还", "Claimed returned on"),
    "lost_on": ("遗失", "Lost on"),
    "returned_on": ("归还", "Returned on"),
    "position": ("排位", "Place in the queue"),
    "queue_length": ("排队人数", "Queue"),
    "placed_at": ("预约于", "Placed at"),
    "pickup_until": ("保留到", "Kept until"),
    "suspended_until": ("暂停到", "Suspended until"),
    "not_needed_after": ("过期不候", "Not needed after"),
    "made_at": ("记账时间", "Entered at"),
    "kind": ("种类", "Kind"),
    "cause": ("缘由", "Cause"),
    "amount_cents": ("金额（分）", "Amount (cents)"),
    "reason": ("原因", "Reason"),
    "made_by": ("经手", "Entered by"),
}


def heads(columns: Sequence[str], lang: str) -> list[str]:
    return [_HEADS[name][0 if lang == "zh-CN" else 1] for name in columns]


def chosen(asked: str, known: Sequence[str]) -> list[str]:
    """The columns that are asked for, by their names with commas between, in that order; all where none is known."""
    found = [name for name in dict.fromkeys(asked.split(",")) if name in known]
    return found or list(known)
