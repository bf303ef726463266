"""What something costs on a day."""

WHOLE = 100


def live_cents(price_cents: int, percent: int | None) -> int:
    """The price less so many per cent, half a cent up."""
    return (price_cents * (WHOLE - (percent or 0)) + WHOLE // 2) // WHOLE
