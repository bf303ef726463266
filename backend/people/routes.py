"""/api/staff/users"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app
from sqlalchemy import func, select

from backend.accounts import service as accounts
from backend.accounts.models import User
from backend.circulation.queries.cards import reader_groups
from backend.core import clock
from backend.core.auth import caller, require_admin, require_staff
from backend.core.csv_answer import CSV_FILE, answer_csv, in_order
from backend.core.database import db
from backend.core.here import Here, here_at
from backend.core.limits import EXPORTS, WRITES, limiter
from backend.core.permissions import ADMIN
from backend.core.settings import Settings
from backend.people.queries import users
from backend.people.schemas.users import (
    ClosingIn,
    MergedOut,
    MergeIn,
    MergeQuery,
    MergingOut,
    RoleIn,
    UserOut,
    UsersCsvQuery,
    UsersPageOut,
    UsersQuery,
)
from backend.people.service import closing, merging

blueprint = APIBlueprint("people", __name__, url_prefix="/api/staff", tag="people")


@blueprint.get("/users")
@require_staff
@blueprint.input(UsersQuery, location="query")
@blueprint.output(UsersPageOut)
def list_users(query_data: UsersQuery) -> dict[str, Any]:
    """Accounts of readers and staff"""
    wanted = users.UserFilter(**query_data.model_dump(exclude={"page", "size", "sort"}))
    page = users.users_page(wanted, query_data.sort, query_data.page, query_data.size, _here())
    return {**vars(page), "groups": reader_groups()}


@blueprint.get("/users.csv")
@limiter.limit(EXPORTS)
@require_staff
@blueprint.input(UsersCsvQuery, location="query")
@blueprint.doc(responses=CSV_FILE)
def export_users(query_data: UsersCsvQuery) -> Response:
    """The same as a file, all that are wanted"""
    wanted = users.UserFilter(**query_data.model_dump(exclude={"columns", "sort", "lang"}))
    named = [name for name in query_data.columns.split(",") if name in users.COLUMNS] or list(users.COLUMNS)
    chinese = query_data.lang == "zh-CN"
    names = {group.id: group.name_zh if chinese else group.name_en for group in reader_groups()}
    columns = [users.COLUMNS[name] for name in named]
    here = _here()
    found = in_order(users.sorted_ids(wanted, query_data.sort, here), lambda ids: users.rows_of(ids, here))
    rows = ([cell(row, names) for _, _, cell in columns] for row in found)
    return answer_csv(f"users-{here.today:%Y%m%d}", [zh if chinese else en for zh, en, _ in columns], rows)


@blueprint.get("/users/<int:user_id>")
@require_staff
@blueprint.output(UserOut)
def show_user(user_id: int) -> dict[str, Any]:
    """One account, and what would keep it open"""
    return _whole(user_id)


@blueprint.put("/users/<int:user_id>/role")
@limiter.limit(WRITES)
@require_admin
@blueprint.input(RoleIn)
@blueprint.output(UserOut)
@blueprint.doc(responses={409: "The last admin keeps the role"})
def change_role(user_id: int, json_data: RoleIn) -> dict[str, Any]:
    """Give an account a role; whoever may less than before is signed out"""
    accounts.set_role(user_id, json_data.role)
    return _whole(user_id)


@blueprint.post("/users/<int:user_id>/email-confirmation")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(UserOut)
@blueprint.doc(responses={409: "There is no address that waits, or another account has it"})
def confirm_users_email(user_id: int) -> dict[str, Any]:
    """Confirm the address that a reader has given: he showed at the desk that it is his"""
    closing.may_change(user_id, caller().role)
    accounts.confirm_address(user_id, clock.now())
    return _whole(user_id)


@blueprint.delete("/users/<int:user_id>/sessions")
@limiter.limit(WRITES)
@require_staff
@blueprint.output(UserOut)
def sign_user_out(user_id: int) -> dict[str, Any]:
    """Sign an account out on every device"""
    closing.may_change(user_id, caller().role)
    accounts.sign_out_everywhere(user_id)
    return _whole(user_id)


@blueprint.post("/users/<int:user_id>/closing")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(ClosingIn)
@blueprint.output({}, status_code=204)
@blueprint.doc(responses={409: "Something keeps it open; every reason is named"})
def close_user(user_id: int, json_data: ClosingIn) -> str:
    """Close a reader's account for good"""
    closing.close_for_reader(user_id, json_data.keep_reviews, _settings().avatars_folder, _here())
    return ""


@blueprint.get("/users/<int:user_id>/merging")
@require_staff
@blueprint.input(MergeQuery, location="query")
@blueprint.output(MergingOut)
def preview_merging(user_id: int, query_data: MergeQuery) -> dict[str, Any]:
    """What would happen if another account was found to be this reader's second one"""
    told = merging.preview(merging.Two(user_id, query_data.gone_id))
    rows = users.find_rows([user_id, query_data.gone_id], _here())
    return {**vars(told), "kept": rows[user_id], "gone": rows[query_data.gone_id]}


@blueprint.post("/users/<int:user_id>/merging")
@limiter.limit(WRITES)
@require_staff
@blueprint.input(MergeIn)
@blueprint.output(MergedOut)
@blueprint.doc(responses={409: "Something stands in the way; every reason is named"})
def merge_users(user_id: int, json_data: MergeIn) -> dict[str, Any]:
    """Make two accounts of one reader one; the other is gone for good"""
    told = merging.merge_accounts(merging.Two(user_id, json_data.gone_id), _settings().avatars_folder, _here())
    return {"kept": _row(user_id), "parts": told.parts}


def _whole(user_id: int) -> dict[str, Any]:
    user = closing.get_user(user_id)
    db.session.flush()  # what was just changed is read from the tables
    admins = db.session.scalar(select(func.count()).select_from(User).where(User.role == ADMIN))
    return {
        **vars(_row(user_id)),
        "keeps_open": closing.reasons_to_stay(user),
        "groups": reader_groups(),
        "last_admin": user.role == ADMIN and admins == 1,
    }


def _row(user_id: int) -> users.UserRow:
    return users.find_rows([user_id], _here())[user_id]


def _here() -> Here:
    return here_at(_settings().time_zone, clock.now())


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
