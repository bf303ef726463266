"""What a reader lets the library remember and use."""

from backend.accounts.models import User
from backend.portability.queries.readers import lock_reader
from backend.recommendations.service import personalise


def change_privacy(user_id: int, keep_loan_history: bool | None, personalised: bool | None) -> User:
    """Change what is given. Without personal recommendations, what was computed or noted for them goes at once."""
    reader = lock_reader(user_id)
    if keep_loan_history is not None:
        reader.keep_loan_history = keep_loan_history
    if personalised is not None:
        personalise(user_id, personalised)
    return reader
