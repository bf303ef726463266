"""What is done in the shop. Import from the modules: each is a subject of its own.

Locks in this order: cart, order, voucher, then pieces for sale by their ids; the lock is the first read.
Whoever imports one of them has what is told of it registered, too.
"""

from backend.shop.service import notices

__all__ = ["notices"]
