"""Questions to one store, asked side by side: a cursor for each thread, answers in the order of the questions.

DuckDB runs small queries on one thread each, and plans every query on one; several at once use the other cores.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

import duckdb

Answer = TypeVar("Answer")
Ask = Callable[[duckdb.DuckDBPyConnection], Answer]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew:
    """Workers at one store, each with a cursor of its own. Jobs are begun in turn, once what they rest on is there.

    Args:
        store: what is committed in it is seen by all; one worker sees its open transaction, too.
        workers: how many; one works on the connection itself, while it is asked.
    """

    def __init__(self, store: duckdb.DuckDBPyConnection, workers: int) -> None:
        self._store = store
        self._pool = ThreadPoolExecutor(workers) if workers > 1 else None
        self._own = threading.local()

    def __enter__(self) -> Crew:
        """Begin work."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what has been begun; after an error nothing more is begun."""
        if self._pool:
            self._pool.shutdown(cancel_futures=error is not None)

    def ask(self, ask: Ask[Answer], after: Collection[Future[Any]] = ()) -> Future[Answer]:
        """Have a question answered after others, with their error if one of them failed."""
        told = Future[Answer]()
        left, lock = [len(after)], threading.Lock()

        def one_is_done(_: Future[Any]) -> None:
            with lock:
                left[0] -= 1
                last = not left[0]
            if last:
                self._begin(partial(self._answer, ask, after, told))

        for other in after:
            other.add_done_callback(one_is_done)
        if not after:
            self._begin(partial(self._answer, ask, after, told))
        return told

    def _begin(self, job: Callable[[], None]) -> None:
        if not self._pool:
            job()
            return
        with suppress(RuntimeError):  # the crew has been dismissed: nobody waits for the answer
            self._pool.submit(job)

    def _answer(self, ask: Ask[Answer], after: Collection[Future[Any]], told: Future[Answer]) -> None:
        if self._pool and not hasattr(self._own, "cursor"):
            self._own.cursor = self._store.cursor()
        try:
            for other in after:
                other.result()
            told.set_result(ask(self._own.cursor if self._pool else self._store))
        except BaseException as error:  # whoever asks for the answer has it
            told.set_exception(error)


def answers(store: duckdb.DuckDBPyConnection | Crew, asked: Sequence[Ask[Answer]], workers: int = 1) -> list[Answer]:
    """Ask each question and return the answers.

    Args:
        store: where to ask, or who asks there.
        asked: functions of a connection.
        workers: how many at once, as a ``Crew`` has them.
    """
    if isinstance(store, Crew):
        return [told.result() for told in [store.ask(ask) for ask in asked]]
    with Crew(store, workers if len(asked) > 1 else 1) as crew:
        return answers(crew, asked)
