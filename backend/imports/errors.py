"""Why an import cannot be done at all; a bad row never is a reason."""


class ImportRefused(Exception):
    """The source, or a place to write to, cannot be used. The message is one line for a person."""
