"""How the artefacts of a release are made from a checked package: ``python -m release``."""
