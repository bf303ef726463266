"""What was made of what a provider told, in one word; and the words that staff should look at."""

# Money came, and it was the first that we heard of it; we knew already; the same message came again.
CAPTURED, KNOWN, DUPLICATE = ("captured", "known", "duplicate")
PROCESSING, AUTHORISED, FAILED, VOIDED = ("processing", "authorised", "failed", "voided")
# Money came after the order had run out: its pieces were still there; it goes back.
REVIVED, LATE = ("revived", "late")
# More than was owed: what is too much goes back.
SURPLUS = "surplus"
# Signed as it should be, and not what was agreed: nothing is changed.
WRONG_AMOUNT, WRONG_CURRENCY, WRONG_MERCHANT, UNKNOWN_REF = (
    *("wrong_amount", "wrong_currency", "wrong_merchant"),
    "unknown_ref",
)
# Found when our books were compared with the provider's: its message never came, it does not know of our attempt, the
# sums differ.
LOST_MESSAGE, MISSING_THERE, SUM_DIFFERS, REFUND_DIFFERS = (
    *("lost_message", "missing_there"),
    *("sum_differs", "refund_differs"),
)

ALERTS = (
    *(LATE, SURPLUS, WRONG_AMOUNT, WRONG_CURRENCY, WRONG_MERCHANT, UNKNOWN_REF),
    *(MISSING_THERE, SUM_DIFFERS, REFUND_DIFFERS),
)
OUTCOMES = (
    *(CAPTURED, KNOWN, DUPLICATE, PROCESSING, AUTHORISED, FAILED, VOIDED, REVIVED, LOST_MESSAGE),
    *ALERTS,
)


def wrong_with(
    agreed_cents: int, agreed_currency: str, told_cents: int, told_currency: str, *, merchant_is_ours: bool = True
) -> str | None:
    """The first thing that is not as it was agreed; None when all is."""
    if not merchant_is_ours:
        return WRONG_MERCHANT
    if told_currency != agreed_currency:
        return WRONG_CURRENCY
    return WRONG_AMOUNT if told_cents != agreed_cents else None
