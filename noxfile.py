# /// script
# dependencies = ["nox>=2026.10", "uv>=0.13"]
# ///
"""Sessions of the Andean Coca Record. `python bootstrap.py` runs them on a machine with only Python and pip."""

import shutil
from collections.abc import Callable
from pathlib import Path

import nox

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests", "validate"]

GROUPS = "bootstrap check release picture site test explore browser lint types spark bench".split()
WORKFLOWS = (".github/workflows/check.yml", ".github/workflows/release.yml")
# Where the source texts lie beside the checkout, if they do; the checks say what then cannot run.
TEXTS = ("--sources", "../shared/sources") if Path("../shared/sources").is_dir() else ()
SPARK_TESTS = ("", "_spark", "_spark_files", "_equal", "_standalone")
# Sessions that do no more than run a module of ours: the group it needs, the module, what it does.
MODULES = {
    "reproduce": ("release", "release.reproduce", "Build the release twice, differently, and compare every byte."),
    "explore": ("explore", "release.explore", "Browse the release in Datasette: -- [DIST]; -- --check asks it all."),
    "ingest": ("check", "ingest", "Take published data into the tables: -- official [--file CSV]."),
    "fmt": ("check", "contribute fmt", "Put the tables into canonical form; -- --check changes nothing."),
    "new": ("check", "contribute new", "Add a row with its evidence: -- source|figure|event|table|rule (-- --help)."),
    "picture": ("picture", "release.picture", "Draw the picture of the README from the tables."),
    "mutants": ("picture", " ".join(("mutants", *TEXTS)), "Corruptions that the checks catch."),
    "diff": ("check", "release.diff", "Rows and cells that changed against a revision: -- REV."),
}


def install(session: nox.Session, group: str, *module: str) -> None:
    """Install one locked group, every file checked against its hash; run a module of ours, if one is named."""
    session.install("--require-hashes", "-r", f"requirements/{group}.txt")
    session.env.update({"PYTHONPATH": "src", "PYTHONUTF8": "1", "GX_ANALYTICS_ENABLED": "false"})
    if module:
        session.run("python", "-m", *module, *session.posargs)


def running(group: str, module: str, told: str) -> Callable[[nox.Session], None]:
    """A session that runs one module."""

    def run(session: nox.Session) -> None:
        install(session, group, *module.split())

    run.__doc__ = told
    return run


for name, facts in MODULES.items():
    nox.session(running(*facts), name=name)


@nox.session
def lint(session: nox.Session) -> None:
    """Style and common mistakes of the code."""
    install(session, "lint")
    session.run("ruff", "check", *session.posargs, ".")
    session.run("ruff", "format", "--check", ".")
    session.run("zizmor", "--offline", "--quiet", ".github/workflows")
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)


@nox.session
def types(session: nox.Session) -> None:
    """Static types of the code."""
    install(session, "types")
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """All tests; pass a file or -k to run some."""
    install(session, "test")
    session.run("pytest", *session.posargs)


@nox.session
def validate(session: nox.Session) -> None:
    """Full check of the package: frictionless, official profile, schemas, rules, suites, source texts."""
    install(session, "check", "checks", *TEXTS)


@nox.session
def release(session: nox.Session) -> None:
    """Check, build dist/andean-coca-<version>/ and prove it; -- --dry-run writes nothing, -- --final is to publish."""
    install(session, "release", "release", *TEXTS)


@nox.session
def verify(session: nox.Session) -> None:
    """What can be proven of a release without network, and what cannot: -- DIST_OR_URL."""
    session.run("python", "-m", "andean_coca", "verify", *session.posargs, env={"PYTHONPATH": "src"})


@nox.session
def site(session: nox.Session) -> None:
    """Render the published pages into build/site: -- [--address URL] [--issues URL] [--dist DIR]."""
    install(session, "site")
    with session.chdir("pages/npm"):
        session.run("npm", "ci", "--ignore-scripts", external=True)  # what is installed runs nothing
        session.run("node", "build.mjs", "../../build/bundles", external=True)
    session.run("python", "-m", "pages", *session.posargs)


@nox.session(requires=["site"])
def browser(session: nox.Session) -> None:
    """The pages of build/site in a real browser: what they do, whom they shut out, what they ask of others."""
    if not shutil.which("chromium"):
        session.error("chromium is not on PATH: apt-get install chromium")
    install(session, "browser")
    session.run("pytest", "tests/browser")


@nox.session
def spark(session: nox.Session) -> None:
    """Rules, suites, drawn packages, a small cluster, the package; -- --all plants every fault. Needs Java 17."""
    install(session, "spark")
    session.run("pytest", *(f"tests/test_engines{name}.py" for name in SPARK_TESTS))
    session.run("python", "-m", "checks", "--engine", "spark", "--master", "local[2]")
    if "--all" in session.posargs:
        session.run("python", "tests/sparking.py")


@nox.session
def bench(session: nox.Session) -> None:
    """Speed as ratios side by side: -- record|commands|release|engines [OPTIONS] measures one alone."""
    install(session, "bench")
    for what in session.posargs[:1] or ("record", "commands", "release", "engines"):
        session.run("python", "-m", f"benchmarks.{what}", *session.posargs[1:])


@nox.session
def lock(session: nox.Session) -> None:
    """Write the hashed lock of every group anew."""
    session.install("-r", "requirements/bootstrap.txt")
    for group in GROUPS:
        session.run(
            *("uv", "pip", "compile", "pyproject.toml", "--group", group, "--universal", "--generate-hashes"),
            *("--python-version", "3.11", "--no-emit-index-url", "--custom-compile-command", "nox -s lock", "--quiet"),
            *("--output-file", f"requirements/{group}.txt", *session.posargs),
        )


if __name__ == "__main__":
    nox.main()
