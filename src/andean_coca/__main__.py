"""The record at the command line: ``python -m andean_coca``."""

import sys

from andean_coca.cli import main

sys.exit(main())
