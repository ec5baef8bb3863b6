"""Which tests run under Windows' Python, and which of them do not, and why.

Wine is slow with files, lines and starts, so those run that meet the system: files, locks,
processes, memory, the network, fonts, time zones, encodings. The rest of these rooms is rules of
ours in plain Python, which Linux runs. Any of it can be run by hand (`bench.py`).
"""

from __future__ import annotations


def _of(room: str, *names: str) -> list[str]:
    return [f"tests/{room}/test_{name}.py" for name in names]


#: What each run of Windows' Python is given.
ROOMS = {
    "api": [
        *_of("api", "client", "connection_check", "foreign_links", "limiter", "out_of_protocol"),
        *_of("api", "proxies", "secrets", "server_time", "session"),
    ],
    "documents": [
        *_of("documents", "own_papers", "pdf_checking", "pdf_worker", "shaping"),
        *_of("practice", "practice_child", "practice_papers"),
        *_of("printing", "windows_press"),
        "tests/isolation",
    ],
    "services": [
        *_of("services", "exports", "files", "ground", "left_behind", "leftovers", "logs"),
        *_of("services", "lost_data_files", "nothing_of_the_folder", "other_account"),
        *_of("services", "private_files", "signing_out", "windows_files"),
        "tests/ui/test_closing_ends.py::test_with_a_silent_server",
        "tests/ui/test_closing_ends.py::test_with_a_process_that_does_not_answer",
    ],
    "sheets": ["tests/domain", "tests/sheets"],
    "store": ["tests/store"],
}

_SOURCE = "reads our own source, which is the same everywhere"
#: A test, or a file of tests, and why it is left out.
LEFT_OUT = {
    "tests/isolation/test_limits.py::test_a_file_that_hangs_takes_no_other_along": (
        "measures seconds, and two processes that spin leave wine's own server none"
    ),
    "tests/api/test_proxies.py::test_certificates_of_a_company_are_chosen_in_a_file": (
        "wine's own look at a chain of certificates takes an unknown authority for a known one"
    ),
    "tests/services/test_nothing_of_the_folder.py::test_the_start_of_the_app_runs_none_of_it": (
        "by hand and without -P Python itself loads its first modules from the folder one stands"
        " in; the launcher passes -P, and an installed app does not look there"
    ),
    "tests/services/test_logs.py::test_the_words_of_an_entry_stand_in_the_code": _SOURCE,
    "tests/services/test_logs.py::test_nobody_else_writes_to_the_error_output"
    "_or_takes_the_log_for_himself": _SOURCE,
    "tests/services/test_nothing_of_the_folder.py::"
    "test_no_module_loads_libraries_by_a_bare_name": _SOURCE,
    "tests/services/test_nothing_of_the_folder.py::"
    "test_one_place_starts_processes_and_one_opens_links": _SOURCE,
    "tests/services/test_windows_files.py::test_a_folder_with_an_open_file_stays_where_it_is": (
        "wine moves a folder in which a file is open"
    ),
    "tests/store/test_journal_machine.py": "opens a new file hundreds of times: minutes in wine",
    "tests/store/test_kills.py": "starts Python dozens of times: minutes in wine",
}
