"""How finely something is counted."""

from datetime import date

GRAINS = DAY, MONTH, YEAR = ("day", "month", "year")
# Of what has no known time.
NO_DAY = date(1900, 1, 1)
