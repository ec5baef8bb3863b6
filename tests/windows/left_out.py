"""Which tests run under Windows' Python, and which of them do not, and why."""

from __future__ import annotations

#: What each run of Windows' Python is given.
ROOMS = {
    "api": ["tests/api"],
    "documents": ["tests/documents"],
    "practice": ["tests/practice"],
    "services": ["tests/services"],
    "sheets": ["tests/sheets"],
    "store": ["tests/store"],
}

#: A test, or a file of tests, and why it is left out.
LEFT_OUT = {
    "tests/store/test_journal_machine.py": "opens a new file hundreds of times: minutes in wine",
}
