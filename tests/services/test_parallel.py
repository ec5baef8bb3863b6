"""Several calls at once: how many, in which order, and what ends them."""

from __future__ import annotations

import threading

import pytest

from konnect_desktop.services.parallel import each, in_order


def test_results_come_in_order() -> None:
    late = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert late.wait(10)
        elif number == 2:
            late.set()
        return number * 10

    assert list(in_order(work, 5, threads=3, name="test")) == [0, 10, 20, 30, 40]
    assert list(in_order(work, 0, threads=3, name="test")) == []


def test_a_failure_begins_no_other() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            raise ValueError("no")
        return number

    with pytest.raises(ValueError, match="no"):
        list(in_order(work, 50, threads=1, name="test"))
    assert begun == [0, 1]


def test_each_runs_as_many_at_once_as_allowed_one_of_them_here() -> None:
    together = threading.Barrier(3)
    names: set[str] = set()

    def work(_item: int) -> None:
        names.add(threading.current_thread().name)
        # Ends only with three side by side; a fourth would wait for two more in vain.
        together.wait(10)

    each(range(9), work, threads=3, name="test")
    assert names == {threading.current_thread().name, "test-0", "test-1"}


def test_what_ends_it_lets_no_other_begin() -> None:
    begun: list[int] = []
    each(range(50), begun.append, threads=1, name="test", is_over=lambda: len(begun) == 3)
    assert begun == [0, 1, 2]


def test_a_failure_waits_for_the_others_and_is_raised() -> None:
    failed, ended = threading.Event(), []

    def work(item: int) -> None:
        if item == 0:
            assert failed.wait(10)
            ended.append(item)
        else:
            failed.set()
            raise ValueError(str(item))

    with pytest.raises(ValueError, match="1"):
        each(range(2), work, threads=2, name="test")
    assert ended == [0]
