"""The one family of errors a person can act on. Everything else that is raised is a bug."""


class UserError(Exception):
    """Something the user can put right: one plain Chinese sentence saying what happened and what to do.

    ``field`` names the input it belongs to (a form's field, a command line option), or is empty.
    Nothing has been changed when it is raised.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
