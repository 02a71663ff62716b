"""Text from tables and people put into Markdown so that it shows as it is and starts no markup."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#])")


def escape(text: str) -> str:
    """Text on one line, fit for a cell of a table."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Text on one line as a code span, fenced by more backticks than it holds."""
    text = " ".join(text.split())
    fence = "`" * (1 + max(map(len, re.findall(r"`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
