"""Why a file cannot be read at all; a bad record never is a reason."""

from backend.core.errors import Invalid


class FileTooLarge(Invalid):
    message = "The file has more than 40,000 records; import it in parts."


class ColumnsUnknown(Invalid):
    message = "The first line of the file must name columns that the library knows, and title, isbn13 or id among them."


class NoSuchXml(Invalid):
    message = "The file is not MARCXML, or it has a document type definition, which is not read."


class RecordTooLong(Invalid):
    """A book with a description of many pages and very many authors: MARCXML and CSV have no such limit."""

    message = "A record would be longer than the 99,999 bytes that ISO 2709 allows. Export as MARCXML or CSV."
