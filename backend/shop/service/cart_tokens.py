"""What a guest's cookie says: a token, signed, so that only what we gave away is ever looked for."""

from itsdangerous import BadData, URLSafeTimedSerializer

from backend.shop.rules.carts import GUEST_CART_KEPT

COOKIE = "shelfwise_cart"
SECONDS = int(GUEST_CART_KEPT.total_seconds())
_SALT = "shelfwise cart"


def sign_token(token: str, secret_key: str) -> str:
    return str(URLSafeTimedSerializer(secret_key, salt=_SALT).dumps(token))


def token_in(cookie: str | None, secret_key: str) -> str | None:
    """The token; None when there is no cookie, when it is not ours, or thirty days old."""
    if not cookie:
        return None
    try:
        token = URLSafeTimedSerializer(secret_key, salt=_SALT).loads(cookie, max_age=SECONDS)
    except BadData:
        return None
    return token if isinstance(token, str) else None
