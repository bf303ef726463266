"""What readers bought, named column by column like the other tables of ml.database."""

from sqlalchemy import Column, DateTime, Integer, String, Table, select

from ml.database import metadata

shop_order = Table(
    "shop_order",
    metadata,
    Column("id", Integer, primary_key=True),
    # Null once the account is gone.
    Column("user_id", Integer),
    Column("state", String(24)),
    Column("confirmed_at", DateTime),
)

order_line = Table(
    "order_line",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("order_id", Integer),
    Column("book_id", Integer),
    Column("quantity", Integer),
    Column("returned", Integer),
)

# Books that were bought and not brought back, from the day on which the order stands: its money came, or is to come at
# the desk.
purchase = (
    select(shop_order.c.user_id, order_line.c.book_id, shop_order.c.confirmed_at)
    .join(order_line, order_line.c.order_id == shop_order.c.id)
    .where(
        shop_order.c.user_id.is_not(None),
        shop_order.c.state.in_(("confirmed", "packing", "shipped", "ready_for_pickup", "completed")),
        order_line.c.returned < order_line.c.quantity,
    )
    .subquery("purchase")
)
