"""The secret address of a reader's calendar: made, made anew, and closed."""

import secrets
from datetime import datetime

from backend.circulation.queries.cards import find_card
from backend.circulation.service.cards import card_of

TOKEN_BYTES = 32


def open_feed(user_id: int, at: datetime) -> str:
    """Make a new secret; whoever has the old one finds nothing any more."""
    card = card_of(user_id, at)
    card.feed_token = secrets.token_urlsafe(TOKEN_BYTES)
    return card.feed_token


def close_feed(user_id: int) -> None:
    """Nobody finds the calendar any more."""
    card = find_card(user_id)
    if card is not None:
        card.feed_token = None
