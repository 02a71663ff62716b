"""Build releases, compare them, and say which version and which artefacts they may have."""

import sys
from pathlib import Path

# The reader lies in src/: a checkout works without being installed.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
