"""Findings as people read them: in a terminal, in a GitHub workflow, on a page."""
