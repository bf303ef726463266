"""/api/account, /api/session, /api/users"""

from typing import Any

from apiflask import APIBlueprint
from flask import current_app, g, session
from flask_login import login_user, logout_user
from flask_wtf.csrf import generate_csrf

from backend.accounts import service
from backend.accounts.models import User
from backend.accounts.queries import has_demonstration
from backend.accounts.schemas import AccountIn, AccountOut, RegisterIn, SignInIn
from backend.core import clock
from backend.core.auth import anyone, caller, find_caller, require_account
from backend.core.limits import REGISTRATION, WRITES, address_and_name, limiter
from backend.core.settings import Settings

blueprint = APIBlueprint("accounts", __name__, url_prefix="/api", tag="accounts")


@blueprint.get("/account")
@anyone
@blueprint.output(AccountOut)
def show_account() -> dict[str, Any]:
    """Who am I"""
    return _account_of(find_caller())


@blueprint.patch("/account")
@limiter.limit(WRITES)
@require_account
@blueprint.input(AccountIn)
@blueprint.output(AccountOut)
def choose_locale(json_data: AccountIn) -> dict[str, Any]:
    """Choose my language"""
    return _account_of(service.choose_locale(caller(), json_data.locale))


@blueprint.post("/users")
@limiter.limit(REGISTRATION)
@anyone
@blueprint.input(RegisterIn)
@blueprint.output(AccountOut, status_code=201)
@blueprint.doc(responses={409: "The name is taken"})
def register(json_data: RegisterIn) -> dict[str, Any]:
    """Register and sign in"""
    user = service.register(**json_data.model_dump(), at=clock.now())
    return _account_of(_begin_session(user))


@blueprint.post("/session")
@limiter.limit("10 per minute", key_func=address_and_name)
@limiter.limit("60 per minute")
@anyone
@blueprint.input(SignInIn)
@blueprint.output(AccountOut)
@blueprint.doc(responses={401: "Name and password do not match"})
def sign_in(json_data: SignInIn) -> dict[str, Any]:
    """Sign in"""
    allowed = not _settings().production
    user = service.prove(json_data.name, json_data.password, demonstration_allowed=allowed)
    return _account_of(_begin_session(user))


@blueprint.delete("/session")
@limiter.limit(WRITES)
@anyone
@blueprint.output(AccountOut)
def sign_out() -> dict[str, Any]:
    """Sign out"""
    logout_user()
    _forget_session()
    return _account_of(None)


def _begin_session(user: User) -> User:
    # A fresh session at every sign-in: nothing planted in the old one survives.
    _forget_session()
    login_user(user)
    session.permanent = True
    return user


def _forget_session() -> None:
    session.clear()
    g.pop("csrf_token", None)


def _account_of(user: User | None) -> dict[str, Any]:
    settings = _settings()
    library = {
        "name_zh": settings.library_name_zh,
        "name_en": settings.library_name_en,
        "demonstration": has_demonstration(),
    }
    return {"reader": user, "csrf_token": generate_csrf(), "library": library}


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
