"""What every answer forbids the browser: pages, built files, pictures and the API alike.

After the OWASP Secure Headers Project and Content Security Policy Level 3. No script runs that the build did not make:
there is none in a page, so none needs a nonce. Styles may stand in elements, where charts and tables put sizes that are
only known there.
"""

from collections.abc import Callable, Iterable
from typing import Any

Start = Callable[..., Any]
WsgiApp = Callable[[dict[str, Any], Start], Iterable[bytes]]

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    # A picture that is about to be sent is shown first; small drawings stand in style sheets.
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    # Labels and invoices: a browser's own viewer of PDF is an embedded object of the file.
    "object-src": "'self' blob:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Which book somebody looked at is nobody else's business.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Two years, as browsers ask of sites that want to stay; sub-domains are not the portal's to decide.
STRICT_TRANSPORT = "max-age=63072000"


class SafeHeaders:
    """Around the whole application, inside what knows of the proxies: only then the scheme is the browser's."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        def start_safely(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told = {name.lower() for name, _ in headers}
            added = [(name, value) for name, value in HEADERS.items() if name.lower() not in told]
            if environ.get("wsgi.url_scheme") == "https":
                added.append(("Strict-Transport-Security", STRICT_TRANSPORT))
            return start(status, [*headers, *added], *more)

        return self._app(environ, start_safely)
