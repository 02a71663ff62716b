"""How many corruptions the checks catch: ``python -m mutants``."""
