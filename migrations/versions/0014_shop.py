"""Things for sale and their ledger, carts, vouchers, addresses, orders.

Revision: 0014
After: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

TABLE = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin", "mysql_engine": "InnoDB"}

CHECK = "ck_book_offer_cents"
# From the last to the first.
TABLES = (
    "voucher_use",
    "stock_entry",
    "order_line",
    "shop_order",
    "discount",
    "cart_line",
    "voucher",
    "sku",
    "shop_terms",
    "shipping_rate",
    "cart",
    "address",
)


def upgrade() -> None:
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=64), server_default="", nullable=False),
        sa.Column("city", sa.String(length=64), nullable=False),
        sa.Column("district", sa.String(length=64), server_default="", nullable=False),
        sa.Column("street", sa.String(length=255), nullable=False),
        sa.Column("postal_code", sa.String(length=16), server_default="", nullable=False),
        sa.Column("preferred", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_address_user_id_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
        **TABLE,
    )
    op.create_index("ix_address_user_id", "address", ["user_id"])
    op.create_table(
        "cart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("open_user_id", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="open", nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("touched_at", sa.DateTime(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=True),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_id"),
        sa.CheckConstraint("state = 'open' OR (open_user_id IS NULL AND token IS NULL)", name="closed"),
        sa.CheckConstraint("state IN ('open', 'merged', 'converted')", name="state"),
        sa.CheckConstraint("open_user_id IS NULL OR open_user_id = user_id", name="open_user_id"),
        sa.CheckConstraint("user_id IS NULL OR token IS NULL", name="whose"),
        sa.ForeignKeyConstraint(["merged_into_id"], ["cart.id"], name="fk_cart_merged_into_id_cart"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_cart_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_cart"),
        sa.UniqueConstraint("open_user_id", name="uq_cart_open_user_id"),
        sa.UniqueConstraint("token", name="uq_cart_token"),
        **TABLE,
    )
    op.create_index("ix_cart_merged_into_id", "cart", ["merged_into_id"])
    op.create_index("ix_cart_touched_at", "cart", ["touched_at"])
    op.create_index("ix_cart_user_id", "cart", ["user_id"])
    op.create_table(
        "shipping_rate",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("base_cents", sa.Integer(), nullable=False),
        sa.Column("piece_cents", sa.Integer(), nullable=False),
        sa.Column("free_from_cents", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("base_cents >= 0 AND piece_cents >= 0", name="cents"),
        sa.CheckConstraint("free_from_cents IS NULL OR free_from_cents > 0", name="free_from_cents"),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["user.id"], name="fk_shipping_rate_changed_by_user", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("country", name="pk_shipping_rate"),
        **TABLE,
    )
    op.create_index("ix_shipping_rate_changed_by", "shipping_rate", ["changed_by"])
    op.create_table(
        "shop_terms",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("open", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("tax_basis_points", sa.Integer(), server_default="900", nullable=False),
        sa.Column("return_days", sa.Integer(), server_default="14", nullable=False),
        sa.Column("pickup_open_days", sa.Integer(), server_default="10", nullable=False),
        sa.Column("payment_minutes", sa.Integer(), server_default="30", nullable=False),
        sa.Column("seller", sa.String(length=128), server_default="", nullable=False),
        sa.Column("seller_address", sa.String(length=255), server_default="", nullable=False),
        sa.Column("seller_tax_number", sa.String(length=32), server_default="", nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name="id"),
        sa.CheckConstraint("payment_minutes BETWEEN 5 AND 1440", name="payment_minutes"),
        sa.CheckConstraint("pickup_open_days BETWEEN 1 AND 60", name="pickup_open_days"),
        sa.CheckConstraint("return_days BETWEEN 0 AND 365", name="return_days"),
        sa.CheckConstraint("tax_basis_points BETWEEN 0 AND 5000", name="tax_basis_points"),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name="fk_shop_terms_changed_by_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_shop_terms"),
        **TABLE,
    )
    op.create_index("ix_shop_terms_changed_by", "shop_terms", ["changed_by"])
    op.create_table(
        "sku",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), server_default="new", nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("on_sale", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("most_per_order", sa.Integer(), server_default="5", nullable=False),
        sa.Column("note", sa.String(length=255), nullable=True),
        sa.Column("on_hand", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reserved", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("kind IN ('new', 'used')", name="kind"),
        sa.CheckConstraint("0 <= reserved AND reserved <= on_hand", name="reserved"),
        sa.CheckConstraint("most_per_order >= 1", name="most_per_order"),
        sa.CheckConstraint("price_cents >= 0", name="price_cents"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_sku_book_id_book"),
        sa.PrimaryKeyConstraint("id", name="pk_sku"),
        sa.UniqueConstraint("book_id", "kind", name="uq_sku_book_id_kind"),
        **TABLE,
    )
    op.create_table(
        "voucher",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("minimum_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("once_per_reader", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("most_uses", sa.Integer(), nullable=True),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('percent', 'amount')", name="kind"),
        sa.CheckConstraint("value > 0 AND (kind <> 'percent' OR value <= 100)", name="value"),
        sa.CheckConstraint("minimum_cents >= 0", name="minimum_cents"),
        sa.CheckConstraint("starts_on <= ends_on", name="period"),
        sa.CheckConstraint("uses >= 0 AND (most_uses IS NULL OR uses <= most_uses)", name="uses"),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name="fk_voucher_category_id_category"),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name="fk_voucher_changed_by_user", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_voucher"),
        sa.UniqueConstraint("code", name="uq_voucher_code"),
        **TABLE,
    )
    op.create_index("ix_voucher_category_id", "voucher", ["category_id"])
    op.create_index("ix_voucher_changed_by", "voucher", ["changed_by"])
    op.create_table(
        "cart_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cart_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("saved", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("seen_cents", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("quantity >= 1", name="quantity"),
        sa.CheckConstraint("seen_cents >= 0", name="seen_cents"),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name="fk_cart_line_cart_id_cart", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name="fk_cart_line_sku_id_sku"),
        sa.PrimaryKeyConstraint("id", name="pk_cart_line"),
        sa.UniqueConstraint("cart_id", "sku_id", name="uq_cart_line_cart_id_sku_id"),
        **TABLE,
    )
    op.create_index("ix_cart_line_sku_id", "cart_line", ["sku_id"])
    op.create_table(
        "discount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("percent BETWEEN 1 AND 90", name="percent"),
        sa.CheckConstraint("sku_id IS NULL OR category_id IS NULL", name="scope"),
        sa.CheckConstraint("starts_on <= ends_on", name="period"),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name="fk_discount_category_id_category", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name="fk_discount_changed_by_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name="fk_discount_sku_id_sku", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_discount"),
        **TABLE,
    )
    op.create_index("ix_discount_category_id", "discount", ["category_id"])
    op.create_index("ix_discount_changed_by", "discount", ["changed_by"])
    op.create_index("ix_discount_ends_on_starts_on", "discount", ["ends_on", "starts_on"])
    op.create_index("ix_discount_sku_id", "discount", ["sku_id"])
    op.create_table(
        "shop_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("checkout_key", sa.String(length=32), nullable=False),
        sa.Column("price_hash", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("delivery", sa.String(length=16), nullable=False),
        sa.Column("provider", sa.String(length=24), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("goods_cents", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=True),
        sa.Column("voucher_code", sa.String(length=32), nullable=True),
        sa.Column("voucher_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shipping_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("tax_basis_points", sa.Integer(), nullable=False),
        sa.Column("tax_cents", sa.Integer(), nullable=False),
        sa.Column("captured_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refunded_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("payment_status", sa.String(length=16), server_default="none", nullable=False),
        sa.Column("address", sa.JSON(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("shipped_at", sa.DateTime(), nullable=True),
        sa.Column("carrier", sa.String(length=64), nullable=True),
        sa.Column("tracking_number", sa.String(length=64), nullable=True),
        sa.Column("slot", sa.String(length=32), nullable=True),
        sa.Column("pickup_until", sa.Date(), nullable=True),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("invoice_number", sa.String(length=24), nullable=True),
        sa.Column("invoiced_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(state = 'pending_payment') = (expires_at IS NOT NULL)", name="expires_at"),
        sa.CheckConstraint("(state = 'ready_for_pickup') <= (pickup_until IS NOT NULL)", name="pickup_until"),
        sa.CheckConstraint(
            "(state IN ('completed', 'cancelled', 'expired', 'returned')) = (closed_at IS NOT NULL)", name="closed_at"
        ),
        sa.CheckConstraint("delivery = 'pickup' OR address IS NOT NULL OR user_id IS NULL", name="address"),
        sa.CheckConstraint("delivery IN ('pickup', 'shipping')", name="delivery"),
        sa.CheckConstraint(
            "payment_status IN ('none', 'authorised', 'partial', 'paid', 'overpaid', 'part_refunded', 'refunded')",
            name="payment_status",
        ),
        sa.CheckConstraint(
            "state IN ('pending_payment', 'confirmed', 'packing', 'shipped', 'ready_for_pickup', 'completed',"
            " 'cancelled', 'expired', 'returned')",
            name="state",
        ),
        sa.CheckConstraint("0 <= refunded_cents AND refunded_cents <= captured_cents", name="money"),
        sa.CheckConstraint(
            "goods_cents >= 0 AND shipping_cents >= 0 AND voucher_cents >= 0 AND voucher_cents <= goods_cents",
            name="cents",
        ),
        sa.CheckConstraint("tax_cents >= 0 AND tax_cents <= total_cents", name="tax_cents"),
        sa.CheckConstraint("total_cents = goods_cents - voucher_cents + shipping_cents", name="total_cents"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_shop_order_user_id_user"),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name="fk_shop_order_voucher_id_voucher"),
        sa.PrimaryKeyConstraint("id", name="pk_shop_order"),
        sa.UniqueConstraint("checkout_key", name="uq_shop_order_checkout_key"),
        sa.UniqueConstraint("invoice_number", name="uq_shop_order_invoice_number"),
        sa.UniqueConstraint("number", name="uq_shop_order_number"),
        **TABLE,
    )
    op.create_index("ix_shop_order_confirmed_on", "shop_order", ["confirmed_on"])
    op.create_index("ix_shop_order_payment_status_id", "shop_order", ["payment_status", "id"])
    op.create_index("ix_shop_order_tracking_number", "shop_order", ["tracking_number"])
    op.create_index("ix_shop_order_placed_on", "shop_order", ["placed_on"])
    op.create_index("ix_shop_order_state_expires_at", "shop_order", ["state", "expires_at"])
    op.create_index("ix_shop_order_state_id", "shop_order", ["state", "id"])
    op.create_index("ix_shop_order_state_shipped_at", "shop_order", ["state", "shipped_at"])
    op.create_index("ix_shop_order_user_id_id", "shop_order", ["user_id", "id"])
    op.create_index("ix_shop_order_voucher_id", "shop_order", ["voucher_id"])
    op.create_table(
        "order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("author", sa.String(length=255), server_default="", nullable=False),
        sa.Column("isbn13", sa.String(length=13), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("list_cents", sa.Integer(), nullable=False),
        sa.Column("unit_cents", sa.Integer(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("voucher_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reserved", sa.Integer(), server_default="0", nullable=False),
        sa.Column("returned", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("kind IN ('new', 'used')", name="kind"),
        sa.CheckConstraint("0 <= reserved AND reserved <= quantity", name="reserved"),
        sa.CheckConstraint("0 <= returned AND returned <= quantity", name="returned"),
        sa.CheckConstraint("0 <= unit_cents AND unit_cents <= list_cents", name="unit_cents"),
        sa.CheckConstraint("0 <= voucher_cents AND voucher_cents <= total_cents", name="voucher_cents"),
        sa.CheckConstraint("quantity >= 1", name="quantity"),
        sa.CheckConstraint("total_cents = unit_cents * quantity", name="total_cents"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_order_line_book_id_book"),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_order_line_order_id_shop_order"),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name="fk_order_line_sku_id_sku"),
        sa.PrimaryKeyConstraint("id", name="pk_order_line"),
        sa.UniqueConstraint("order_id", "sku_id", name="uq_order_line_order_id_sku_id"),
        **TABLE,
    )
    op.create_index("ix_order_line_book_id", "order_line", ["book_id"])
    op.create_index("ix_order_line_sku_id_reserved", "order_line", ["sku_id", "reserved"])
    op.create_table(
        "stock_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("copy_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'withdrawn_copy') = (copy_id IS NOT NULL)", name="copy_id"),
        sa.CheckConstraint("(kind IN ('received', 'withdrawn_copy', 'restocked')) <= (quantity > 0)", name="inward"),
        sa.CheckConstraint("(kind IN ('sold', 'restocked')) = (order_id IS NOT NULL)", name="order_id"),
        sa.CheckConstraint("kind <> 'adjusted' OR reason IS NOT NULL", name="reason"),
        sa.CheckConstraint("kind <> 'sold' OR quantity < 0", name="outward"),
        sa.CheckConstraint("kind IN ('received', 'withdrawn_copy', 'sold', 'restocked', 'adjusted')", name="kind"),
        sa.CheckConstraint("quantity <> 0", name="quantity"),
        sa.ForeignKeyConstraint(["copy_id"], ["copy.id"], name="fk_stock_entry_copy_id_copy"),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name="fk_stock_entry_made_by_user", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_stock_entry_order_id_shop_order"),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name="fk_stock_entry_sku_id_sku"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_entry"),
        sa.UniqueConstraint("copy_id", name="uq_stock_entry_copy_id"),
        sa.UniqueConstraint("key", name="uq_stock_entry_key"),
        **TABLE,
    )
    op.create_index("ix_stock_entry_kind_made_on", "stock_entry", ["kind", "made_on"])
    op.create_index("ix_stock_entry_made_by", "stock_entry", ["made_by"])
    op.create_index("ix_stock_entry_order_id", "stock_entry", ["order_id"])
    op.create_index("ix_stock_entry_sku_id_made_at", "stock_entry", ["sku_id", "made_at"])
    op.create_table(
        "voucher_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("once_key", sa.String(length=32), nullable=True),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.Column("freed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name="fk_voucher_use_order_id_shop_order"),
        sa.ForeignKeyConstraint(["voucher_id"], ["voucher.id"], name="fk_voucher_use_voucher_id_voucher"),
        sa.PrimaryKeyConstraint("id", name="pk_voucher_use"),
        sa.UniqueConstraint("once_key", name="uq_voucher_use_once_key"),
        sa.UniqueConstraint("order_id", name="uq_voucher_use_order_id"),
        **TABLE,
    )
    op.create_index("ix_voucher_use_voucher_id", "voucher_use", ["voucher_id"])
    _take_over_stock()
    _make_terms()


def _take_over_stock() -> None:
    """What was counted so far is the first entry of the ledger; orders, which alone reserve, were not there."""
    # A title without a price cannot be sold until somebody gives it one.
    op.execute(
        "INSERT INTO sku (book_id, kind, price_cents, currency, on_sale, on_hand)"
        " SELECT stock.book_id, 'new', COALESCE(book.price_cents, 0), book.currency, book.price_cents IS NOT NULL,"
        " stock.on_hand FROM book_stock stock JOIN book ON book.id = stock.book_id"
    )
    op.execute(
        "INSERT INTO stock_entry (sku_id, kind, quantity, reason, made_at, made_on)"
        " SELECT id, 'adjusted', on_hand, 'opening balance', CURRENT_TIMESTAMP, CURRENT_DATE FROM sku WHERE on_hand > 0"
    )
    column, condition = "offer_cents INTEGER", "offer_cents >= 0"
    # SQLite can only add a check together with a column.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE book ADD COLUMN {column} CONSTRAINT {CHECK} CHECK ({condition})")
    else:
        op.execute(f"ALTER TABLE book ADD COLUMN {column}, ADD CONSTRAINT {CHECK} CHECK ({condition})")
    op.execute(
        "UPDATE book SET stock_free = 0, offer_cents = (SELECT price_cents FROM sku WHERE sku.book_id = book.id"
        " AND sku.on_sale AND sku.on_hand > 0)"
    )
    op.execute(
        "UPDATE book SET stock_free = (SELECT on_hand FROM sku WHERE sku.book_id = book.id)"
        " WHERE offer_cents IS NOT NULL"
    )
    op.drop_table("book_stock")


def _make_terms() -> None:
    """What no shop can do without: its terms, and what sending costs at home."""
    op.execute("INSERT INTO shop_terms (id, changed_at) VALUES (1, CURRENT_TIMESTAMP)")
    op.execute(
        "INSERT INTO shipping_rate (country, base_cents, piece_cents, free_from_cents, changed_at)"
        " VALUES ('CN', 800, 200, 9900, CURRENT_TIMESTAMP)"
    )


def downgrade() -> None:
    op.create_table(
        "book_stock",
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("on_hand", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reserved", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("0 <= reserved AND reserved <= on_hand", name="reserved"),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_book_stock_book_id_book"),
        sa.PrimaryKeyConstraint("book_id", name="pk_book_stock"),
        **TABLE,
    )
    op.execute(
        "INSERT INTO book_stock (book_id, on_hand, reserved)"
        " SELECT book_id, SUM(on_hand), SUM(reserved) FROM sku GROUP BY book_id"
    )
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE book DROP CONSTRAINT {CHECK}")
    op.drop_column("book", "offer_cents")
    for name in TABLES:
        op.drop_table(name)
