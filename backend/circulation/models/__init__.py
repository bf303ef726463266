"""The tables of lending."""

from backend.circulation.models.events import CirculationEvent
from backend.circulation.models.fines import FineEntry
from backend.circulation.models.holds import Hold
from backend.circulation.models.loans import Loan
from backend.circulation.models.policies import Policy
from backend.circulation.models.readers import ReaderCard, ReaderGroup

__all__ = ["CirculationEvent", "FineEntry", "Hold", "Loan", "Policy", "ReaderCard", "ReaderGroup"]
