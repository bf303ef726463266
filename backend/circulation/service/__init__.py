"""Lending, and what belongs to it. Import from the modules: each is a subject of its own.

Whoever imports one of them has what is told of it registered, too.
"""

from backend.circulation.service import notices

__all__ = ["notices"]
