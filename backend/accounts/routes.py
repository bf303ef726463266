"""/api/account, /api/session, /api/users"""

from dataclasses import asdict
from typing import Any, cast

from apiflask import APIBlueprint
from flask import current_app, g, request, session
from flask.blueprints import BlueprintSetupState
from flask_login import login_user, logout_user
from flask_wtf.csrf import generate_csrf

from backend.accounts import service
from backend.accounts.models import User
from backend.accounts.queries import has_demonstration
from backend.accounts.schemas import (
    AccountIn,
    AccountOut,
    EmailIn,
    EmailOut,
    PasswordIn,
    RegisterIn,
    ResetAskIn,
    ResetIn,
    SignInIn,
    TokenIn,
)
from backend.core import clock
from backend.core.api import App
from backend.core.auth import anyone, by_own_role, caller, find_caller, require_account, viewed_role
from backend.core.limits import (
    LETTERS,
    LETTERS_TO_ONE,
    LINKS,
    PROOFS,
    REGISTRATION,
    WRITES,
    account,
    address_and_name,
    limiter,
)
from backend.core.settings import Settings
from backend.core.signing_in import tell_signed_in
from backend.core.uploads import takes_file
from backend.house.queries import house

blueprint = APIBlueprint("accounts", __name__, url_prefix="/api", tag="accounts")


@blueprint.record_once
def _note_who_is_active(state: BlueprintSetupState) -> None:
    cast(App, state.app).before_commit.append(_note_active)


def _note_active() -> None:
    user = find_caller()
    if user is not None:
        service.note_active(user, clock.today(_settings().time_zone))


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
def change_account(json_data: AccountIn) -> dict[str, Any]:
    """Change what I chose and say about myself: language, theme, name shown, year of birth, occupation"""
    today = clock.today(_settings().time_zone)
    return _account_of(service.change_profile(caller().id, json_data.model_dump(exclude_unset=True), today))


@blueprint.put("/account/avatar")
@limiter.limit(WRITES)
@takes_file(service.MOST_BYTES)
@require_account
@blueprint.output(AccountOut)
def put_avatar() -> dict[str, Any]:
    """Let this picture stand for me"""
    # Kept: when the database asks to try again, the picture must still be there.
    picture = request.get_data(cache=True)
    return _account_of(service.store_avatar(caller().id, picture, _settings().avatars_folder))


@blueprint.delete("/account/avatar")
@limiter.limit(WRITES)
@require_account
@blueprint.output(AccountOut)
def remove_avatar() -> dict[str, Any]:
    """Let my initial stand for me"""
    return _account_of(service.remove_avatar(caller().id, _settings().avatars_folder))


@blueprint.put("/account/password")
@limiter.limit(PROOFS, key_func=account)
@require_account
@blueprint.input(PasswordIn)
@blueprint.output(AccountOut)
@blueprint.doc(responses={403: "The old password is not right"})
def change_password(json_data: PasswordIn) -> dict[str, Any]:
    """Change my password; all other devices are signed out"""
    user = service.change_password(caller().id, json_data.old_password, json_data.password, clock.now())
    return _account_of(_begin_session(user))


@blueprint.put("/account/email")
@limiter.limit(PROOFS, key_func=account)
@require_account
@blueprint.input(EmailIn)
@blueprint.output(AccountOut)
@blueprint.doc(responses={403: "The password is not right", 409: "Another account has the address"})
def change_email(json_data: EmailIn) -> dict[str, Any]:
    """Change my e-mail address, or give none; where letters are sent, a new one waits for its confirmation"""
    confirms = _settings().mail is not None
    user = service.change_email(caller().id, json_data.email, json_data.password, clock.now(), confirms=confirms)
    return _account_of(user)


@blueprint.delete("/account/sessions")
@limiter.limit(WRITES)
@require_account
@blueprint.output(AccountOut)
def sign_out_everywhere() -> dict[str, Any]:
    """Sign out on every device, this one too"""
    service.sign_out_everywhere(caller().id)
    logout_user()
    _forget_session()
    return _account_of(None)


@blueprint.post("/password-resets")
@limiter.limit(LETTERS_TO_ONE, key_func=address_and_name)
@limiter.limit(LETTERS)
@anyone
@blueprint.input(ResetAskIn)
@blueprint.output({}, status_code=204)
def ask_for_reset(json_data: ResetAskIn) -> str:
    """Send a link for a new password to whoever this is; the answer is the same when it is nobody"""
    service.ask_for_reset(json_data.name, clock.now())
    return ""


@blueprint.put("/password-resets")
@limiter.limit(LINKS)
@anyone
@blueprint.input(ResetIn)
@blueprint.output({}, status_code=204)
@blueprint.doc(responses={409: "The link was used already, or is too old"})
def reset_password(json_data: ResetIn) -> str:
    """Choose a new password by the link from the letter; all devices are signed out"""
    service.reset_password(json_data.token, json_data.password, clock.now())
    return ""


@blueprint.post("/email-confirmations")
@limiter.limit(LINKS)
@anyone
@blueprint.input(TokenIn)
@blueprint.output(EmailOut)
@blueprint.doc(responses={409: "The link was used already, or is too old; or another account has the address"})
def confirm_email(json_data: TokenIn) -> dict[str, str | None]:
    """Confirm an address by the link from the letter"""
    return {"email": service.confirm_email(json_data.token, clock.now()).email}


@blueprint.post("/users")
@limiter.limit(REGISTRATION)
@anyone
@blueprint.input(RegisterIn)
@blueprint.output(AccountOut, status_code=201)
@blueprint.doc(responses={409: "The name is taken; or the address, where none are confirmed"})
def register(json_data: RegisterIn) -> dict[str, Any]:
    """Register with a name, an e-mail address, or both, and sign in"""
    confirms = _settings().mail is not None
    user = service.register(**json_data.model_dump(), at=clock.now(), confirms=confirms)
    tell_signed_in(user)
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
    tell_signed_in(user)
    return _account_of(_begin_session(user))


@blueprint.delete("/session")
@by_own_role
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
        **asdict(house(settings)),
        "demonstration": has_demonstration(),
        "sends_mail": settings.mail is not None,
    }
    return {"reader": user, "csrf_token": generate_csrf(), "library": library, "viewing_as": viewed_role()}


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
