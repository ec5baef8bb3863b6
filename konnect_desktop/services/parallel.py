"""Several calls at once, for the services that ask Konnect many things of one kind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar

from konnect_desktop.left_behind import Pool

_T = TypeVar("_T")


def each(
    items: Iterable[_T],
    work: Callable[[_T], object],
    *,
    threads: int,
    name: str,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """`work(item)` for each item, at most so many at once, of which one is in this thread.

    No other is begun once `is_over` says so or one of them raised; then those that run are waited
    for, and the first error is raised. `is_over` is asked by one thread at a time.
    """
    lock = threading.Lock()
    left = iter(items)
    faults: list[BaseException] = []

    def wanted() -> Iterator[_T]:
        while True:
            with lock:
                if faults or is_over():
                    return
                try:
                    item = next(left)
                except StopIteration:
                    return
            yield item

    def run() -> None:
        try:
            for item in wanted():
                work(item)
        except BaseException as error:
            with lock:
                faults.append(error)

    others = [
        threading.Thread(target=run, name=f"{name}-{number}", daemon=True)
        for number in range(threads - 1)
    ]
    for other in others:
        other.start()
    run()
    for other in others:
        other.join()
    if faults:
        raise faults[0]


def in_order(work: Callable[[int], _T], count: int, *, threads: int, name: str) -> Iterator[_T]:
    """`work(0)`, `work(1)` … `work(count - 1)`, several at once, in this order.

    Raises what the work raises. Then, as when nobody wants more of them, no other is begun, and
    those that run are waited for.
    """
    answers: list[Future[_T]] = [Future() for _ in range(count)]
    pool = Pool(threads, name)

    def call(number: int) -> Callable[[], None]:
        def run() -> None:
            try:
                answers[number].set_result(work(number))
            except BaseException as error:
                # All before it have begun, so nobody waits for one that never does.
                pool.close()
                answers[number].set_exception(error)

        return run

    for number in range(count):
        pool.submit(call(number))
    try:
        for answer in answers:
            yield answer.result()
    finally:
        pool.close()
        pool.join()
