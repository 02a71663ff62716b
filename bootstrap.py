"""Run a nox session on a machine that has only Python and pip: ``python bootstrap.py -s release``.

nox and uv go, checked against their hashes, into ``.bootstrap/``; nothing is installed elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements" / "bootstrap.txt"


def main() -> int:
    """Install the locked nox once, then hand over all arguments to it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python would meet
        print(f"this needs Python 3.11 or newer; this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    state = f"{sys.version_info.major}.{sys.version_info.minor} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}"
    target = HERE / ".bootstrap"
    mark = target / "installed"
    if not mark.is_file() or mark.read_text(encoding="utf-8") != state:
        print("setting up nox in .bootstrap/ ...", file=sys.stderr)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
        subprocess.run([*pip, "--target", str(target), "--require-hashes", "-r", str(LOCK)], check=True)
        mark.write_text(state, encoding="utf-8")
    path = os.pathsep.join([str(target / ("Scripts" if os.name == "nt" else "bin")), os.environ.get("PATH", "")])
    environment = {**os.environ, "PYTHONPATH": str(target), "PATH": path}
    return subprocess.run(
        [sys.executable, "-m", "nox", *sys.argv[1:]], cwd=HERE, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
