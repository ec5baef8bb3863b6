"""What is wired to what: every service of a profile, built once and handed on. No Qt.

`services` holds them all and builds most of them when they are first asked for, so that the
first table does not wait for the loading of what it does not use. How each group is built stands
in a file of its own: `reading`, `acting`, `papers`, all on the same `ground`.
"""
