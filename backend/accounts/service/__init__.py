"""Opening accounts, proving who you are, and changing your own account."""

from backend.accounts.service.addresses import EmailTaken, change_email, confirm_email
from backend.accounts.service.avatars import AVATAR_FILE, MOST_BYTES, drawn_avatar, remove_avatar, store_avatar
from backend.accounts.service.desk import (
    LastAdminStays,
    NoAddressToConfirm,
    UserNotFound,
    confirm_address,
    lock_users,
    note_active,
    set_role,
)
from backend.accounts.service.links import LinkUsedUp, forget_links
from backend.accounts.service.passwords import (
    PasswordWrong,
    SignInRefused,
    change_password,
    hash_password,
    prove,
    prove_again,
    set_password,
)
from backend.accounts.service.profile import (
    change_profile,
    count_rating,
    sign_out_everywhere,
    touch_taste,
    welcome,
)
from backend.accounts.service.registering import NameTaken, register
from backend.accounts.service.resetting import ask_for_reset, reset_password

__all__ = [
    "AVATAR_FILE",
    "MOST_BYTES",
    "EmailTaken",
    "LastAdminStays",
    "LinkUsedUp",
    "NameTaken",
    "NoAddressToConfirm",
    "PasswordWrong",
    "SignInRefused",
    "UserNotFound",
    "ask_for_reset",
    "change_email",
    "change_password",
    "change_profile",
    "confirm_address",
    "confirm_email",
    "count_rating",
    "drawn_avatar",
    "forget_links",
    "hash_password",
    "lock_users",
    "note_active",
    "prove",
    "prove_again",
    "register",
    "remove_avatar",
    "reset_password",
    "set_password",
    "set_role",
    "sign_out_everywhere",
    "store_avatar",
    "touch_taste",
    "welcome",
]
