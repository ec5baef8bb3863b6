"""What can be wrong with the data file, so that it is not taken for that of a new account."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Why the data file cannot simply be opened."""

    #: There is none, although this account was used before.
    GONE = "gone"
    #: It has no content.
    EMPTY = "empty"
    #: It cannot be read any more.
    DAMAGED = "damaged"
    #: Another program wrote it.
    FOREIGN = "foreign"
    #: It holds another account's orders.
    OTHER_ACCOUNT = "other_account"
    #: It is sound, but lacks what was saved last: an older one, or one without its log.
    OLDER = "older"
    #: A folder or something else is in its place.
    NOT_A_FILE = "not_a_file"
