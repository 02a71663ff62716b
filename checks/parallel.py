"""Questions to one store, asked side by side: a cursor for each thread, answers in the order of the questions.

DuckDB runs small queries on one thread each, and plans every query on one; several at once use the other cores.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import duckdb

Answer = TypeVar("Answer")
Ask = Callable[[duckdb.DuckDBPyConnection], Answer]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def answers(store: duckdb.DuckDBPyConnection, asked: Sequence[Ask[Answer]], workers: int = 1) -> list[Answer]:
    """Ask each question and return the answers.

    Args:
        store: what is committed in it is seen by all; one worker sees its open transaction, too.
        asked: functions of a connection.
        workers: how many at once; 1 asks on the connection itself.
    """
    if workers == 1 or len(asked) < 2:
        return [ask(store) for ask in asked]
    own = threading.local()

    def ask_on_own(ask: Ask[Answer]) -> Answer:
        if not hasattr(own, "cursor"):
            own.cursor = store.cursor()
        return ask(own.cursor)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(ask_on_own, asked))
