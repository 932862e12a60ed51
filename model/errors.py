"""What a person gave that cannot be used."""


class BadInputError(Exception):
    """One clear line: what was wrong, and what would be right. The command line prints it and ends with code 2."""
