"""Sending letters, and what readers do with their notices."""

from backend.notices.service.inbox import mark_all_read, mark_read, mark_unread
from backend.notices.service.post import LetterRefused, Post, PostClosed
from backend.notices.service.sending import drop_waiting, forget_ended, send_waiting

__all__ = [
    "LetterRefused",
    "Post",
    "PostClosed",
    "drop_waiting",
    "forget_ended",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "send_waiting",
]
