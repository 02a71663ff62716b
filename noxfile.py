# /// script
# dependencies = ["nox>=2026.10", "uv>=0.13"]
# ///
"""Sessions of the Andean Coca Record. `python bootstrap.py` runs them on a machine with only Python and pip."""

from pathlib import Path

import nox

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests", "validate"]

GROUPS = ("bootstrap", "check", "release", "picture", "site", "test", "explore", "lint", "types")
WORKFLOWS = (".github/workflows/check.yml", ".github/workflows/release.yml")
# Where the source texts lie beside the checkout, if they do; the checks say what then cannot run.
TEXTS = ("--sources", "../shared/sources") if Path("../shared/sources").is_dir() else ()


def install(session: nox.Session, group: str, *module: str) -> None:
    """Install one locked group, every file checked against its hash; run a module of ours, if one is named."""
    session.install("--require-hashes", "-r", f"requirements/{group}.txt")
    session.env.update({"PYTHONPATH": "src", "PYTHONUTF8": "1", "GX_ANALYTICS_ENABLED": "false"})
    if module:
        session.run("python", "-m", *module, *session.posargs)


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
def reproduce(session: nox.Session) -> None:
    """Build the release twice under different circumstances and compare every byte."""
    install(session, "release", "release.reproduce")


@nox.session
def verify(session: nox.Session) -> None:
    """What can be proven of a release without network, and what cannot: -- DIST_OR_URL."""
    session.run("python", "-m", "andean_coca", "verify", *session.posargs, env={"PYTHONPATH": "src"})


@nox.session
def explore(session: nox.Session) -> None:
    """Browse the released database in Datasette: -- [DIST]; -- --check asks every question once."""
    install(session, "explore", "release.explore")


@nox.session
def ingest(session: nox.Session) -> None:
    """Take published data into the tables: -- official [--file CSV]."""
    install(session, "check", "ingest")


@nox.session
def fmt(session: nox.Session) -> None:
    """Put the tables into canonical form; -- --check changes nothing."""
    install(session, "check", "contribute", "fmt")


@nox.session
def new(session: nox.Session) -> None:
    """Add a row with its id and evidence: -- source|figure|event|table|rule ... (-- --help tells more)."""
    install(session, "check", "contribute", "new")


@nox.session
def picture(session: nox.Session) -> None:
    """Draw the picture of the README from the tables."""
    install(session, "picture", "release.picture")


@nox.session
def site(session: nox.Session) -> None:
    """Render the published pages into build/site: -- [--address URL] [--issues URL] [--dist DIR]."""
    install(session, "site")
    with session.chdir("pages/npm"):
        session.run("npm", "ci", external=True)
        session.run("node", "build.mjs", "../../build/bundles", external=True)
    session.run("python", "-m", "pages", *session.posargs)


@nox.session
def diff(session: nox.Session) -> None:
    """Rows and cells that changed against a revision: -- REV."""
    install(session, "check", "release.diff")


@nox.session
def mutants(session: nox.Session) -> None:
    """How many single corruptions of the data the checks catch; -- --survivors lists the rest, --record keeps it."""
    install(session, "picture", "mutants", *TEXTS)


@nox.session
def bench(session: nox.Session) -> None:
    """Speed as ratios of commands side by side: what the official record costs the checks, and a release."""
    install(session, "release")
    for what in ("record", "commands", "release"):
        session.run("python", "-m", f"benchmarks.{what}", *session.posargs)


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
