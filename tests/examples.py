"""How many made-up examples a rule is held against."""

from __future__ import annotations

from hypothesis import settings

#: The same examples each time: some in each run, and all of them with `--long`; a handful where
#: another system runs the tests once more, for what differs there.
SAME, WHOLE, FEW = "same", "whole", "few"


def register() -> None:
    """Make them known to hypothesis, and the first the one that counts."""
    settings.register_profile(SAME, derandomize=True)
    settings.register_profile(WHOLE, derandomize=True)
    settings.register_profile(FEW, derandomize=True, max_examples=10)
    settings.load_profile(SAME)


def examples(usual: int, whole: int) -> settings:
    """`usual` many in each run, `whole` with `--long` and where new ones are hunted for.

    For tests marked `long`.
    """
    is_usual = settings.get_current_profile_name() in (SAME, FEW)
    return settings(max_examples=usual if is_usual else whole, deadline=None)
