"""Who of those who wait may have which copy."""

from backend.catalog.models import Copy
from backend.circulation.models import Hold
from backend.circulation.queries.policies import terms_for
from backend.circulation.queries.standing import standings
from backend.circulation.rules.guards import Standing, eligibility_reasons
from backend.circulation.rules.terms import Terms
from backend.core.here import Here


class Matching:
    """Who of a queue may have which copy, with every policy asked for once."""

    def __init__(self, queue: list[Hold], here: Here) -> None:
        self._here = here
        self._standings = standings([hold.user_id for hold in queue if hold.user_id is not None], here.today)
        self._terms: dict[tuple[int, int, int], Terms] = {}

    def reasons(self, hold: Hold, copy: Copy) -> list[str]:
        """Why this copy is not for this hold now; empty when it is."""
        if hold.suspended_until is not None and hold.suspended_until > self._here.today:
            return ["suspended_by_reader"]
        standing = self._standings.get(hold.user_id or 0)
        if standing is None:
            return ["reader_gone"]
        terms = self._terms_of(standing, copy)
        return [reason.code for reason in eligibility_reasons(standing, terms, self._here.today)]

    def _terms_of(self, standing: Standing, copy: Copy) -> Terms:
        key = (standing.group_id, copy.item_type_id, copy.location_id)
        if key not in self._terms:
            self._terms[key] = terms_for(*key)
        return self._terms[key]
