"""The command line: one JSON object in every case, exit codes, and what the fast check may import."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from planting import ROOT

from benchmarks.generate import generate

KEYS = {"code", "severity", "file", "line", "key", "field", "got", "expected", "fix"}


def run(*arguments: str, code: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(["-c", code] if code else ["-m", "checks"]), *arguments]
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", **environment}
    return subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False, encoding="utf-8"
    )


@pytest.fixture
def wrong(copied: Path) -> Path:
    """A package elsewhere, with only descriptor, data and schemas, and one wrong value."""
    path = copied / "data" / "figures.csv"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.split("\n") if line.startswith("F-0066,"))
    path.write_text(text.replace(row, row.replace(",49800,", ",49900,")), encoding="utf-8", newline="")
    return copied


def test_clean_package_exits_0() -> None:
    done = run("--fast", "--format", "json")
    body = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert body["ok"] is True
    assert body["findings"] == []
    assert body["counts"]["rows"] > 800


def test_finding_names_file_line_key_field_got_expected_and_fix(wrong: Path) -> None:
    done = run(str(wrong), "--fast", "--format", "json")
    body = json.loads(done.stdout)
    assert done.returncode == 1
    assert body["ok"] is False
    assert all(f.keys() == KEYS for f in body["findings"])
    (found,) = [f for f in body["findings"] if f["code"] == "PRN001"]
    line = (wrong / "data" / "figures.csv").read_text(encoding="utf-8").split("\n")[found["line"] - 1]
    assert line.startswith(found["key"] + ",")
    assert ",49900," in line
    assert found["severity"] == "error"
    assert (found["file"], found["field"], found["got"]) == ("data/figures.csv", "value", "exact 49900")
    assert "49,800 hectares" in found["expected"]
    assert found["fix"]


def test_descriptor_itself_can_be_the_path(wrong: Path) -> None:
    assert run(str(wrong / "datapackage.json"), "--fast").returncode == 1


def test_text_is_ascii_safe_on_a_narrow_console(wrong: Path) -> None:
    done = run(str(wrong), "--fast", PYTHONUTF8="0", PYTHONIOENCODING="cp1252")
    assert done.returncode == 1
    assert "PRN001" in done.stdout
    assert "Traceback" not in done.stderr


def test_github_annotations_and_summary(wrong: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    done = run(str(wrong), "--fast", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert "::error file=data/figures.csv,line=" in done.stdout
    assert "| PRN001 |" in summary.read_text(encoding="utf-8")


def test_summary_is_written_for_github_alone(tmp_path: Path) -> None:
    run("--fast", GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    assert not (tmp_path / "summary.md").exists()


@pytest.mark.parametrize(
    ("form", "start"), [("text", "data/"), ("json", "{"), ("html", "<!doctype html>"), ("github", "::error ")]
)
def test_output_goes_to_a_file_and_its_last_line_to_the_terminal(
    wrong: Path, tmp_path: Path, form: str, start: str
) -> None:
    path = tmp_path / "report"
    done = run(str(wrong), "--fast", "--format", form, "--output", str(path))
    assert done.returncode == 1
    assert re.fullmatch(r"NOT OK: \d+ errors?, .* \(written to .*report\)\n", done.stdout)
    written = path.read_text(encoding="utf-8")
    assert written.startswith(start)
    assert "PRN001" in written
    assert "\x1b" not in written


def test_output_that_cannot_be_written_exits_2(tmp_path: Path) -> None:
    done = run("--fast", "--output", str(tmp_path / "nowhere" / "report"))
    assert done.returncode == 2
    assert "can't be written" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["nowhere"], ["--sources", "nowhere"], ["--formt", "json"], [".", "--format", "yaml"]]
)
def test_bad_arguments_exit_2_with_one_line(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("checks: ")


def test_bad_arguments_as_json_are_one_object() -> None:
    done = run("nowhere", "--format", "json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]


def test_missing_package_is_told_in_one_line() -> None:
    code = "import sys; sys.modules['duckdb'] = None; from checks.cli import main; sys.exit(main(sys.argv[1:]))"
    done = run("--fast", "--format", "json", code=code)
    assert done.returncode == 2
    assert "duckdb is not installed" in json.loads(done.stdout)["error"]


def test_a_fault_of_our_own_is_one_line_too() -> None:
    code = (
        "import sys; from checks import run, cli; "
        "run.check = lambda *a, **k: 1 / 0; sys.exit(cli.main(['--fast', '--format', 'json']))"
    )
    done = run(code=code)
    assert done.returncode == 2
    assert "internal error" in json.loads(done.stdout)["error"]
    assert "Traceback" not in done.stderr


def test_too_little_memory_is_one_line(tmp_path: Path) -> None:
    generate(tmp_path / "package", 20_000, 0)
    done = run(str(tmp_path / "package"), "--fast", "--memory", "3MB")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith("checks: --memory 3MB is too little")


def test_nothing_of_a_run_is_left_behind(tmp_path: Path) -> None:
    generate(tmp_path / "package", 20_000, 1)
    (tmp_path / "beside").mkdir()
    done = run(str(tmp_path / "package"), "--fast", "--memory", "100MB", TMPDIR=str(tmp_path / "beside"))
    assert done.returncode == 1
    assert "NOT OK" in done.stdout.splitlines()[-1]
    assert list((tmp_path / "beside").iterdir()) == []


def test_empty_folder_is_a_finding(tmp_path: Path) -> None:
    done = run(str(tmp_path), "--format", "json")
    assert done.returncode == 1
    assert [f["code"] for f in json.loads(done.stdout)["findings"]] == ["PKG001"]


def test_help_tells_exit_codes() -> None:
    assert "exit codes: 0 clean" in run("--help").stdout


def test_fast_check_imports_nothing_heavy() -> None:
    code = (
        "import sys; from checks.cli import main; status = main(['--fast']); "
        "heavy = {'great_expectations', 'frictionless', 'pandas', 'jsonschema'} & sys.modules.keys(); "
        "sys.exit(f'imported {sorted(heavy)}' if heavy else status)"
    )
    done = run(code=code)
    assert done.returncode == 0, done.stderr


def test_reader_imports_nothing_heavy() -> None:
    code = "import sys, andean_coca; sys.exit(bool({'pandas', 'duckdb', 'frictionless'} & sys.modules.keys()))"
    assert run(code=code).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(
    ("to", "told"),
    [(">/dev/full", "the result can't be printed: No space left on device"), (">&-", "there is no standard output")],
)
@pytest.mark.parametrize("what", ["--catalogue", ". --fast"])
def test_a_result_that_cannot_be_printed_is_no_finding(to: str, told: str, what: str) -> None:
    code = f"import os, sys; os.execv('/bin/sh', ['sh', '-c', '{sys.executable} -m checks {what} {to}'])"
    done = run(code=code)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"checks: {told}")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_check_that_is_stopped_says_so_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    generate(tmp_path / "p", 60_000)
    (tmp_path / "temporary").mkdir()
    command = [sys.executable, "-m", "checks", str(tmp_path / "p"), "--fast", "--memory", "500MB", "--format", "json"]
    variables = os.environ | {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path / "temporary")}
    with subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:  # until the rules run, in threads
            if b"schemas and rules" in line:
                break
        assert list((tmp_path / "temporary").iterdir()) != []
        process.send_signal(number)
        out, told = process.communicate(timeout=60)
    assert (process.returncode, out) == (128 + number, b"")
    assert told.decode().split("\n")[-2] == "stopped before the end: what was found so far is not told"
    assert b"Traceback" not in told
    assert list((tmp_path / "temporary").iterdir()) == []
