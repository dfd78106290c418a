"""Answers kept for the length of one call on many records."""


class Lookups:
    """A memory to pass along in a context; each one is different from all others.

    >>> Lookups() == Lookups()
    False
    """

    def __init__(self):
        self.found = {}
