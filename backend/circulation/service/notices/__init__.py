"""What readers are told of their loans and holds: at once, in good time, and only while it is true."""

from backend.circulation.service.notices import telling, writing
from backend.circulation.service.notices.reminding import remind

__all__ = ["remind", "telling", "writing"]
