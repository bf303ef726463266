"""The numbers that people say: of orders and of invoices."""

from datetime import date

# No letters and figures that look alike.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CHANCES = len(ALPHABET) ** 6


def order_number(on: date, chance: int) -> str:
    """`261120-7K4QXM`: the day and six signs made of a chance below CHANCES, from which nobody learns how many orders
    there are.
    """
    signs = ""
    for _ in range(6):
        chance, sign = divmod(chance, len(ALPHABET))
        signs += ALPHABET[sign]
    return f"{on:%y%m%d}-{signs}"


def invoice_number(year: int, count: int) -> str:
    """`2026-000123`: the last part counts from 1 in each year, without a gap."""
    return f"{year}-{count:06d}"
