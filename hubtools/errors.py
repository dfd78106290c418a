"""The one exception a user of ./hub ever sees, as a sentence."""


class HubError(Exception):
    """Something the user can act upon; ``str()`` is the whole message."""


class CommandFailed(HubError):
    """A command ended with a non-zero code; ``log`` is the text it wrote."""

    def __init__(self, sentence, log=""):
        super().__init__(sentence)
        self.log = log
