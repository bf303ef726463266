"""The ten most of many sums, without adding up all of them.

Of each month and year only those are read that were lent often there; who comes below that in each of them could not be
among the ten. (Fagin, Lotem and Naor, "Optimal aggregation algorithms for middleware", 2003, by values instead of by
ranks.) What the ten are and how often is the same as by adding up everything; a test compares both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, literal, select, union_all

from backend.core.database import db
from backend.dashboard.rules.grains import MONTH, YEAR

MOST = 10
# To know what is needed to be among the ten: of so many sums, so many of the first.
_LISTS, _OF_EACH = 3, 40
# A year counts as so many months: the more is added up, the less do its first stand out.
_MONTHS = 5
# Beyond so many, adding up everything is quicker than asking for each; so many are asked for at once.
_MANY, _AT_ONCE = 4_500, 900
# The share of what is needed that may be in what is not read: less of it, and more is read, and fewer are asked for.
_SPARE = 3


@dataclass(frozen=True)
class Sums:
    """What is added up: sums of whole years and months, in a table of (grain, starts_on, key, loans), and what is in
    none of them: `rest(keys)` selects (key, loans), of these or of all; None: there is nothing else."""

    table: Any
    key: Any
    years: Sequence[date]
    months: Sequence[date]
    rest: Callable[[Sequence[int] | None], Any]

    def of(self, keys: Sequence[int]) -> dict[int, int]:
        """Key -> loans; those without any are left out."""
        found = self._in_table(keys)
        rest = self.rest(keys)
        for key, loans in db.session.execute(rest) if rest is not None else ():
            found[key] = found.get(key, 0) + int(loans)
        return found

    def most(self) -> dict[int, int]:
        """The ten with the most, these first; of those with as many the one with the lower key."""
        enough = self._enough()
        of_year, of_month = self._least(enough // _SPARE)
        below = (of_year - 1) * len(self.years) + (of_month - 1) * len(self.months)
        # Who has this much less than enough in what is read may have it in what is not.
        found = self._often(of_year, of_month, max(enough - below, 1))
        if below and len(found) > _MANY:
            below, found = 0, self._often(1, 1, enough)
        if below:
            whole = self._in_table(list(found))
            found = {key: (whole.get(key, 0) + rest, rest) for key, (_, rest) in found.items()}
        totals = {key: total for key, (total, _) in found.items()}
        return dict(sorted(totals.items(), key=lambda one: (-one[1], one[0]))[:MOST])

    def _enough(self) -> int:
        """Ten have as much as this."""
        if not (self.years or self.months):
            return 1
        table = self.table
        lists = [*((YEAR, start) for start in self.years), *((MONTH, start) for start in self.months)]
        keys: set[int] = set()
        for grain, start in lists[-_LISTS:] if not self.years else lists[:_LISTS]:
            of_list = select(self.key).where(table.grain == grain, table.starts_on == start)
            keys.update(db.session.scalars(of_list.order_by(table.loans.desc()).limit(_OF_EACH)))
        best = sorted(self._in_table(list(keys)).values(), reverse=True)
        return best[MOST - 1] if len(best) >= MOST else 1

    def _least(self, spare: int) -> tuple[int, int]:
        """Of years and of months: how much is read, so that what is not read makes no more than this together."""
        years, months = len(self.years), len(self.months)
        of_month = spare // (_MONTHS * years + months) if months else 0
        of_year = (spare - of_month * months) // years if years else 0
        return of_year + 1, of_month + 1

    def _often(self, of_year: int, of_month: int, least: int) -> dict[int, tuple[int, int]]:
        """Key -> loans in what is read, and how many of them are of no whole month or year."""
        table, nothing = self.table, literal(0)
        parts = [
            select(self.key.label("key"), table.loans.label("loans"), nothing.label("rest")).where(
                table.grain == grain, table.starts_on.in_(starts), table.loans >= least_of_grain
            )
            for grain, starts, least_of_grain in ((YEAR, self.years, of_year), (MONTH, self.months, of_month))
            if starts
        ]
        rest = self.rest(None)
        if rest is not None:
            other = rest.subquery("others")
            parts.append(select(other.c.key, other.c.loans, other.c.loans.label("rest")))
        if not parts:
            return {}
        read = union_all(*parts).subquery("read")
        total: Any = func.sum(read.c.loans)
        rows = select(read.c.key, total, func.sum(read.c.rest)).group_by(read.c.key).having(total >= least)
        return {key: (int(loans), int(other)) for key, loans, other in db.session.execute(rows)}

    def _in_table(self, keys: Sequence[int]) -> dict[int, int]:
        """Key -> loans in whole years and months."""
        table, found = self.table, dict[int, int]()
        parts = [keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE)]
        for grain, starts in ((YEAR, self.years), (MONTH, self.months)):
            for part in parts if starts else ():
                these = (table.grain == grain, table.starts_on.in_(starts), self.key.in_(part))
                for key, loans in db.session.execute(
                    select(self.key, func.sum(table.loans)).where(*these).group_by(self.key)
                ):
                    found[key] = found.get(key, 0) + int(loans)
        return found
