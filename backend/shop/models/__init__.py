"""The tables of the shop."""

from backend.shop.models.carts import Cart, CartLine
from backend.shop.models.orders import InvoiceCounter, Order, OrderLine, OrderReturn, ShopEvent
from backend.shop.models.payments import Payment, ProviderEvent, Refund, SandboxPayment
from backend.shop.models.settings import Address, ShippingRate, ShopTerms
from backend.shop.models.stock import Discount, StockEntry
from backend.shop.models.vouchers import Voucher, VoucherUse

__all__ = [
    "Address",
    "Cart",
    "CartLine",
    "Discount",
    "InvoiceCounter",
    "Order",
    "OrderLine",
    "OrderReturn",
    "Payment",
    "ProviderEvent",
    "Refund",
    "SandboxPayment",
    "ShippingRate",
    "ShopEvent",
    "ShopTerms",
    "StockEntry",
    "Voucher",
    "VoucherUse",
]
