"""What readers are told of their orders: at once, once, and only while it is true."""

from backend.shop.service.notices import writing
from backend.shop.service.notices.telling import tell, tell_refunded

__all__ = ["tell", "tell_refunded", "writing"]
