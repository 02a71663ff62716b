"""Questions that are asked side by side: in turn, after what they rest on, with the errors of that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import duckdb
import pytest

from checks.parallel import Crew, answers


@pytest.fixture
def store() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": 1})


def doing(query: str) -> Callable[[duckdb.DuckDBPyConnection], list[tuple[int, ...]]]:
    return lambda store: store.execute(query).fetchall()


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_answers_come_in_the_order_of_the_questions(store: duckdb.DuckDBPyConnection, workers: int) -> None:
    asked = [doing(f"SELECT {n}, count(*) FROM range({(20 - n) * 1000})") for n in range(20)]
    assert answers(store, asked, workers) == [[(n, (20 - n) * 1000)] for n in range(20)]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_a_question_waits_for_all_that_it_rests_on(store: duckdb.DuckDBPyConnection, workers: int) -> None:
    with Crew(store, workers) as crew:
        made = [crew.ask(doing(f"CREATE TABLE t{n} AS SELECT {n} AS n")) for n in range(5)]
        both = crew.ask(doing("SELECT t1.n + t4.n FROM t1, t4"), made)
        later = crew.ask(doing("SELECT 10 * n FROM t3"), [both])
        assert (both.result(), later.result()) == ([(5,)], [(30,)])


def test_who_waits_holds_no_worker(store: duckdb.DuckDBPyConnection) -> None:
    go = threading.Event()
    with Crew(store, 2) as crew:
        first = crew.ask(lambda _: go.wait(10))
        waiting = [crew.ask(doing("SELECT 1"), [first]) for _ in range(5)]
        assert crew.ask(doing("SELECT 2")).result(10) == [(2,)]
        assert not any(told.done() for told in waiting)
        go.set()
        assert [told.result(10) for told in waiting] == [[(1,)]] * 5


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_reaches_all_that_rests_on_it(store: duckdb.DuckDBPyConnection, workers: int) -> None:
    with Crew(store, workers) as crew:
        fails = crew.ask(doing("SELECT * FROM nowhere"))
        after = crew.ask(doing("SELECT 1"), [crew.ask(doing("SELECT 1"), [fails])])
        alone = crew.ask(doing("SELECT 1"))
        for told in (fails, after):
            with pytest.raises(duckdb.CatalogException, match="nowhere"):
                told.result()
        assert alone.result() == [(1,)]


def test_one_worker_sees_the_open_transaction(store: duckdb.DuckDBPyConnection) -> None:
    store.execute("BEGIN; CREATE TABLE t AS SELECT 7 AS n")
    assert answers(store, [doing("SELECT n FROM t"), doing("SELECT n + 1 FROM t")]) == [[(7,)], [(8,)]]


def test_an_error_ends_the_work(store: duckdb.DuckDBPyConnection, caplog: pytest.LogCaptureFixture) -> None:
    go, done = threading.Event(), list[int]()

    def work() -> None:
        with Crew(store, 2) as crew:
            first = crew.ask(lambda _: go.wait(10))
            for n in range(5):
                crew.ask(partial(lambda n, _: done.append(n), n), [first])
            threading.Timer(0.05, go.set).start()
            raise ValueError("enough")

    with pytest.raises(ValueError, match="enough"):
        work()
    assert done == []
    assert caplog.text == ""
