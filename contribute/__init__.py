"""Tools for contributors: ``python -m contribute fmt`` and ``python -m contribute new``."""
