"""Spark on a cluster of its own: a master and a worker, which have the checks from the driver alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import test_inputs as inputs
from planting import ROOT

from benchmarks.generate import generate
from checks import run
from checks.engines.spark import EngineError, needed

RULES = ("DAT001", "PRN001", "REC001")  # what they read is made by Python on the worker
ASKED = """
import json, sys
from pathlib import Path
from checks import rules
from checks.engines.spark import check
some = tuple(rule for rule in rules.all_rules() if rule.code in sys.argv[3:])
rules.all_rules = lambda: some
found = check(Path(sys.argv[1]), sys.argv[2], fast=True).findings
print(json.dumps([[f.code, f.file, f.line, f.key, f.field, f.got, f.expected] for f in found]))
"""


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master with one worker of two cores, both processes of this machine."""
    try:
        needed()
    except EngineError as error:
        pytest.skip(str(error))
    import pyspark

    home = Path(pyspark.__file__).parent
    folder = tmp_path_factory.mktemp("cluster")
    # The worker's Python knows no checks: what it runs was sent to it.
    clean = {name: told for name, told in os.environ.items() if name != "PYTHONPATH"}
    environment = clean | {"SPARK_HOME": str(home), "SPARK_WORKER_DIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"spark://127.0.0.1:{port}"
    kinds = {
        "master.Master": ("--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"),
        "worker.Worker": ("--host", "127.0.0.1", "--cores", "2", "--memory", "2g", "--webui-port", "0", address),
    }
    started = []
    try:
        for kind, options in kinds.items():
            command = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}", *options]
            with (folder / f"{kind}.log").open("w") as log:
                started.append(subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log))
            _wait(
                folder / f"{kind}.log", "Successfully registered" if "Worker" in kind else "I have been elected leader"
            )
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(30)


def _wait(log: Path, text: str) -> None:
    until = time.monotonic() + 60
    while text not in log.read_text(encoding="utf-8", errors="replace"):
        assert time.monotonic() < until, log.read_text(encoding="utf-8", errors="replace")[-2000:]
        time.sleep(0.2)


def asked(root: Path, master: str, codes: tuple[str, ...]) -> set[tuple[object, ...]]:
    """What the driver tells, which is a process of its own: a session of this one has another master."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYSPARK_PYTHON": sys.executable}
    command = [sys.executable, "-c", ASKED, str(root), master, *codes]
    answer = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    return {tuple(found) for found in json.loads(answer.stdout.splitlines()[-1])}


def on_duckdb(root: Path) -> set[tuple[object, ...]]:
    found = run.check(root, fast=True, memory="500MB").findings
    return {(f.code, f.file, f.line, f.key, f.field, f.got, f.expected) for f in found}


def test_a_large_table_is_read_by_the_worker(tmp_path: Path, master: str) -> None:
    rows = [f"R-{n:05d},{n}.5,{n},2020-02-29,true,n{n}\n" for n in range(1, 40_001)]
    rows[30_000] = rows[30_000].replace("2020", "20")
    rows[35_000] = rows[34_999]
    root = inputs.package(tmp_path / "p", "data/t.csv")
    (root / "data" / "t.csv").write_bytes(inputs.text(rows))
    told = {found for found in asked(root, master, ()) if str(found[0]).startswith("SCH")}
    assert told == {found for found in on_duckdb(root) if str(found[0]).startswith("SCH")}
    assert {found[2] for found in told} == {30_002, 35_002}


def test_rules_are_computed_by_the_worker(tmp_path: Path, master: str) -> None:
    root = tmp_path / "p"
    generate(root, 300)
    path = root / "data" / "figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",2017-12-31,", ",2017-12-30,", 1), encoding="utf-8")
    told = {found for found in asked(root, master, RULES) if found[0] in RULES}
    assert told == {found for found in on_duckdb(root) if found[0] in RULES}
    assert {found[0] for found in told} >= {"DAT001"}
