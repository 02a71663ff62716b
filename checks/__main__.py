import atexit
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

# The reader lies in src/: a checkout works without being installed.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

done: list[int] = []


@atexit.register  # the first to be registered runs last, when folders of the run are gone
def leave() -> None:
    """Let the process go with all that it holds: to free it first takes DuckDB a twentieth of a check."""
    if done:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # nobody reads on
                stream.flush()
        os._exit(done[0])


def stop(number: int, _: object) -> None:
    """End as a signal asks, with the exit code that shells give it; the next one ends the process at once."""
    for known in (signal.SIGINT, signal.SIGTERM):
        signal.signal(known, signal.SIG_DFL)
    done.append(128 + number)
    raise KeyboardInterrupt


for asked in (signal.SIGINT, signal.SIGTERM):
    signal.signal(asked, stop)

from checks.cli import main  # noqa: E402 - after the place of the reader is known

try:
    done.append(main())
except KeyboardInterrupt:
    print("\nstopped before the end: what was found so far is not told", file=sys.stderr)
    atexit._run_exitfuncs()  # at once, for threads in a large table would be waited for
sys.exit(done[0])
