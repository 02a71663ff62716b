"""How the artefacts of a release are made from a checked package: ``python -m release``."""

import sys
from pathlib import Path

# The reader lies in src/: a checkout works without being installed, whichever module is run.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
