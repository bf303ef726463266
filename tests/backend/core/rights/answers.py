"""What each caller is answered, by a word for each row of answers."""

# Answers of guest, reader, other reader, staff, auditor, admin. The reader owns what is asked for by its id, the others
# do not. To what changes something an auditor is answered 403, whatever is written here, unless it is his own account.
OPEN = (200, 200, 200, 200, 200, 200)
SIGNED_IN = (401, 200, 200, 200, 200, 200)
NOTED = (401, 204, 204, 204, 204, 204)
# Somebody else's is not there.
OWN = (401, 200, 404, 404, 404, 404)
OWN_DONE = (401, 204, 404, 404, 404, 404)
OWN_TOO_SOON = (401, 409, 404, 404, 404, 404)
# Nobody of those who ask has it.
THEIRS = (401, 404, 404, 404, 404, 404)
# The reports of three readers hide a review; who asks last does not find it.
OTHERS_ENOUGH = (401, 404, 200, 200, 200, 200)
MADE = (401, 201, 201, 201, 201, 201)
STAFF = (401, 403, 403, 200, 200, 200)
# Whoever it is asks last, and is signed out by then.
STAFF_SIGNS_OUT = (401, 401, 403, 200, 200, 200)
ADMIN = (401, 403, 403, 403, 403, 200)
# Without a file there is nothing to import, and what is undone is not undone again.
STAFF_SENDS = (401, 403, 403, 422, 422, 422)
# What is asked for must be named.
STAFF_ASKS = STAFF_SENDS
STAFF_ONCE = (401, 403, 403, 200, 200, 409)
STAFF_DONE = (401, 403, 403, 204, 204, 204)
STAFF_ADDS = (401, 403, 403, 201, 201, 409)
STAFF_MAKES = (401, 403, 403, 201, 201, 201)
STAFF_REMOVES = (401, 403, 403, 204, 204, 404)
SIGNED_IN_SENDS = (401, 422, 422, 422, 422, 422)
STAFF_MISSES = (401, 403, 403, 404, 404, 404)
STAFF_REFUSED = (401, 403, 403, 409, 409, 409)
# The second one finds it later already.
STAFF_TWICE = (401, 403, 403, 200, 200, 422)
REFUSED = (401, 409, 409, 409, 409, 409)
OWN_MADE = (401, 201, 404, 404, 404, 404)
OWN_NOT_NOW = (401, 409, 404, 404, 404, 404)
OPEN_NOTED = (204, 204, 204, 204, 204, 204)
USED_UP = (409, 409, 409, 409, 409, 409)
# The role would do; the password that must be given once more is wrong.
UNPROVEN = (401, 403, 403, 403, 403, 403)
WRONG = (422, 422, 422, 422, 422, 422)
NO_SUCH = (404, 404, 404, 404, 404, 404)
UNKNOWN = (401, 401, 401, 401, 401, 401)
OPEN_CART = (200, 200, 200, 200, 403, 200)
NOT_IN_CART = (404, 404, 404, 404, 403, 404)
ADMIN_ADDS = (401, 403, 403, 403, 403, 201)
ADMIN_DONE = (401, 403, 403, 403, 403, 204)
