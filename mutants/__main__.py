import sys
from pathlib import Path

# The reader lies in src/: a checkout works without being installed.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from mutants.cli import main

if __name__ == "__main__":
    sys.exit(main())
