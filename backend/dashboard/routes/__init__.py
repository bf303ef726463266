"""/api/screen: the big screen's figures; /api/staff/kiosk-links: links that open it"""

from backend.dashboard.routes.kiosks import blueprint as kiosks
from backend.dashboard.routes.kiosks import kiosk_opens
from backend.dashboard.routes.screen import blueprint as screen

blueprints = (screen, kiosks)

__all__ = ["blueprints", "kiosk_opens"]
