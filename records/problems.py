"""Problems that a person can mend: said in words, with what to do."""


class Problem(Exception):
    """A refusal or failure told to the user in words; `exit_status` is the command line's."""

    exit_status = 1


class Conflict(Problem):
    """Somebody else changed the same thing meanwhile; nothing was stored."""


class NotAllowed(Problem):
    """A rule of the campaign or of the person's role forbids it; nothing was stored."""
