"""Why a file cannot be read at all; a bad row never is a reason."""

from backend.core.errors import Invalid


class ColumnsUnknown(Invalid):
    message = "The first line of the file does not name the columns that this site's export has."


class TooManyRows(Invalid):
    message = "The file has more than 60,000 rows; import it in parts."


class ArchiveUnreadable(Invalid):
    message = "This is not an export of this library: a ZIP file with shelfwise.json in it, or that file alone."
