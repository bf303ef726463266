"""create_app(): settings, database, error shape, the rooms, and the built single-page app."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from flask import Response, current_app, send_from_directory
from flask_migrate import Migrate
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from whitenoise import WhiteNoise

from backend.accounts.queries import find_session_user
from backend.accounts.routes import blueprint as accounts
from backend.announcements.routes import blueprint as announcements
from backend.calendar.routes import blueprint as calendar
from backend.catalog.routes import blueprint as catalog
from backend.centre.routes import blueprint as centre
from backend.circulation.routes import blueprints as circulation
from backend.core import api, logs, openapi, traffic
from backend.core.api import App
from backend.core.auth import KIOSKS, access_of, anyone, csrf, login_manager
from backend.core.database import db, engine_options
from backend.core.limits import limiter
from backend.core.revisions import MIGRATIONS, can_serve, current_revision
from backend.core.safe_headers import SafeHeaders
from backend.core.settings import ROOT, Settings, read_settings
from backend.dashboard.routes import blueprints as dashboard
from backend.dashboard.routes import kiosk_opens
from backend.discovery.routes import blueprint as discovery
from backend.engagement.routes import blueprints as engagement
from backend.exchange.routes import blueprint as exchange
from backend.house.routes import blueprint as house
from backend.jobs.routes import blueprint as jobs
from backend.lists.routes import blueprint as lists
from backend.notices.routes import blueprint as notices
from backend.office.routes import blueprints as office
from backend.pages.routes import blueprints as pages
from backend.people.routes import blueprint as people
from backend.portability.routes import blueprint as portability
from backend.recommendations.routes import blueprints as recommendations
from backend.shop.routes import blueprints as shop
from backend.shop.routes import sandbox
from backend.shop.service.providers import open_providers

ROOMS = (
    accounts,
    house,
    catalog,
    notices,
    *engagement,
    calendar,
    announcements,
    lists,
    *circulation,
    *shop,
    discovery,
    exchange,
    *recommendations,
    centre,
    portability,
    jobs,
    people,
    *office,
    *dashboard,
    *pages,
)
COVER_FILE = re.compile(r"[0-9a-f]{32}-(200|400)\.webp")
AVATAR_FILE = re.compile(r"[0-9a-f]{32}-(96|192)\.webp")
SPA = ROOT / "frontend" / "dist"


class _Id(IntegerConverter):
    """Ids are positive and fit an INTEGER column; anything else is simply not there."""

    def __init__(self, map: Map) -> None:  # noqa: A002 (werkzeug's own name)
        super().__init__(map, min=1, max=2**31 - 1)


def create_app(settings: Settings | None = None) -> App:
    """Build the application. Raises BadSettings when the environment cannot be served."""
    settings = settings or read_settings()
    providers = open_providers(settings)
    app = App("shelfwise", title="Shelfwise", version="1", docs_path=None, spec_path=None, static_folder=None)
    app.url_map.converters["int"] = _Id
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=1024 * 1024,
        # The prefix binds it to this very host and to HTTPS: no neighbour of the domain can plant one.
        SESSION_COOKIE_NAME="__Host-shelfwise_session" if settings.production else "shelfwise_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session it belongs to
        RATELIMIT_ENABLED=settings.limits_enabled,
        RATELIMIT_STORAGE_URI=settings.limits_storage,
        VALIDATION_ERROR_DESCRIPTION="A field is not right",
        AUTO_404_RESPONSE=False,
        JSON_SORT_KEYS=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    login_manager.init_app(app)
    login_manager.user_loader(_user_of)
    app.extensions[KIOSKS] = kiosk_opens
    csrf.init_app(app)
    limiter.init_app(app)
    api.install(app)
    logs.install(app, settings)
    traffic.install(app)
    app.spec_processor(lambda spec: openapi.complete(app, cast("dict[str, Any]", spec)))

    for room in ROOMS:
        app.register_blueprint(room)
    if any(provider.pretended for provider in providers):
        app.register_blueprint(sandbox)
    _mount_health(app)
    _mount_pictures(app)
    _serve_built_files(app, SPA)
    app.wsgi_app = SafeHeaders(app.wsgi_app)  # type: ignore[method-assign, assignment]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _refuse_undeclared_routes(app)
    return app


def _user_of(session_id: str) -> object | None:
    settings: Settings = current_app.config["SETTINGS"]
    user = find_session_user(session_id)
    if user is not None and user.demonstration and settings.production:
        return None
    return user


def _mount_health(app: App) -> None:
    @app.get("/healthz")
    @app.doc(hide=True)
    @anyone
    def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    @app.doc(hide=True)
    @anyone
    def readyz() -> dict[str, str]:
        """The database answers and its tables are no older than the code."""
        try:
            current = current_revision(db.session.connection())
        except SQLAlchemyError as error:
            raise ServiceUnavailable from error
        if not can_serve(current):
            raise ServiceUnavailable
        return {"status": "ok"}


def _mount_pictures(app: App) -> None:
    @app.get("/covers/<string:name>")
    @app.doc(hide=True)
    @anyone
    def cover(name: str) -> Response:
        """An uploaded cover in one of its sizes; the name is made of what is in it, so it never changes."""
        settings: Settings = current_app.config["SETTINGS"]
        return _picture(settings.covers_folder, name, COVER_FILE)

    @app.get("/avatars/<string:name>")
    @app.doc(hide=True)
    @anyone
    def avatar(name: str) -> Response:
        """A reader's picture in one of its sizes; another picture has another name."""
        settings: Settings = current_app.config["SETTINGS"]
        return _picture(settings.avatars_folder, name, AVATAR_FILE)


def _picture(folder: Path, name: str, form: re.Pattern[str]) -> Response:
    if not form.fullmatch(name):
        raise NotFound
    return send_from_directory(folder, name, mimetype="image/webp", max_age=31_536_000)


def _serve_built_files(app: App, folder: Path) -> None:
    """The built pages' files by name, packed when the browser can unpack them (`whitenoise.compress` did so when they
    were built); the pages room answers every address of the single-page app."""
    app.config["SPA"] = folder
    if folder.is_dir():
        # Built files carry their content's hash in their name, so they never change.
        app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
            app.wsgi_app,
            folder,
            max_age=3600,
            immutable_file_test="^/assets/",
            allow_all_origins=False,
        )


def _refuse_undeclared_routes(app: App) -> None:
    """Least rights by default: a route that does not say who may call it never goes into service."""
    for endpoint, view in app.view_functions.items():
        if access_of(view) is None:
            raise RuntimeError(f"The route {endpoint} does not declare who may call it (see core/auth.py).")
