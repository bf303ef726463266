"""The cookie that carries a guest's cart, with the answer."""

from flask import Response, after_this_request, request

from backend.shop.routes.here import settings
from backend.shop.service.cart_tokens import COOKIE, SECONDS, sign_token, token_in


def token_of_guest() -> str | None:
    """The token that came with the request."""
    return token_in(request.cookies.get(COOKIE), settings().secret_key)


def keep_token(token: str) -> None:
    """Give it to the guest for thirty days from now."""
    word, secure = sign_token(token, settings().secret_key), settings().production

    @after_this_request
    def set_cookie(response: Response) -> Response:
        if response.status_code < 400:
            response.set_cookie(COOKIE, word, max_age=SECONDS, secure=secure, httponly=True, samesite="Lax")
        return response


def drop_token() -> None:
    """Take it away: what it opened is the reader's now."""
    secure = settings().production

    @after_this_request
    def delete_cookie(response: Response) -> Response:
        # Refused, nothing was merged, and the guest keeps his cart.
        if response.status_code < 400:
            response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=secure)
        return response
