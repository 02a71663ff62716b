"""Files at addresses, fetched in pieces into a folder; only what was asked for, and never more than a limit."""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Callable
from contextlib import closing
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from checks.paths import ADDRESSES, SUFFIXES

Fetch = Callable[[str], Path]
LIMIT = 10_000_000_000  # bytes of one file
TIMEOUT = 30  # seconds without an answer
_PIECE = 1 << 20
_STEP = 100  # pieces between two words of progress
_AGAIN = "try again, or fetch the file yourself and give its path below the package folder"


class FetchError(Exception):
    """A file that was not fetched: ``expected`` and ``fix`` are those of its finding, the message what came."""

    def __init__(self, message: str, expected: str, fix: str = _AGAIN) -> None:
        super().__init__(message)
        self.expected, self.fix = expected, fix


def fetcher(folder: Path, progress: Callable[[str], object]) -> Fetch:
    """A function that fetches an address into the folder and returns the file; it raises ``FetchError``."""
    return partial(_fetch, folder, progress)


def _fetch(folder: Path, progress: Callable[[str], object], address: str) -> Path:
    suffix = next((s for s in SUFFIXES if urlsplit(address).path.endswith(s)), None)
    if suffix is None:
        raise FetchError(address, f"an address that ends in {', '.join(SUFFIXES)}", "give the address of a table file")
    place = folder / (hashlib.sha256(address.encode()).hexdigest()[:16] + suffix)
    progress(f"fetching {address} (at most {LIMIT:,} bytes)")
    try:
        stream, size = _s3(address) if address.startswith("s3://") else _http(address)
        with closing(stream), place.open("wb") as file:
            _copy(stream, file, size, lambda done: progress(f"fetching {address}, {done}"))
    except FetchError:
        raise
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(f"{type(error).__name__}: {error}"[:200], "a file that can be fetched") from None
    return place


def _copy(stream: IO[bytes], file: IO[bytes], size: int | None, progress: Callable[[str], object]) -> None:
    """Copy a stream in pieces; one beyond the limit, or shorter than was told, is an error."""
    done = pieces = 0
    too_much = FetchError(f"{size or LIMIT + 1:,} or more", f"{LIMIT:,} bytes at most", "fetch the file yourself")
    if size is not None and size > LIMIT:
        raise too_much
    while piece := stream.read(_PIECE):
        done, pieces = done + len(piece), pieces + 1
        if done > LIMIT:
            raise too_much
        file.write(piece)
        if pieces % _STEP == 0:
            progress(f"{done:,} bytes" if size is None else f"{done:,} of {size:,} bytes")
    if size is not None and done != size:
        raise FetchError(f"{done:,} bytes", f"{size:,} bytes, as the server told")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to addresses that a descriptor may name, too."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:  # noqa: PLR0913, PLR0917 - as the library has it
        if not newurl.startswith(ADDRESSES):
            raise FetchError(newurl, "no redirection to another kind of address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _http(address: str) -> tuple[IO[bytes], int | None]:
    """The stream of an address, and its length where the server tells it."""
    here = [urllib.request.ProxyHandler({})] if address.startswith("http://localhost:") else []
    opener = urllib.request.build_opener(_Redirects, *here)
    answer = opener.open(urllib.request.Request(address, headers={"Accept-Encoding": "identity"}), timeout=TIMEOUT)  # noqa: S310 - only the schemes of ADDRESSES come here
    length = answer.headers.get("Content-Length")
    return answer, int(length) if length and length.isdigit() else None


def _s3(address: str) -> tuple[IO[bytes], int | None]:
    try:
        import s3fs
    except ModuleNotFoundError:
        raise FetchError("", "s3fs, which reads s3 addresses", "install it: pip install s3fs") from None
    try:
        system = s3fs.S3FileSystem()
        return system.open(address, "rb"), int(system.info(address)["size"])
    except Exception as error:  # its client has errors of its own, such as missing credentials
        raise FetchError(f"{type(error).__name__}: {error}"[:200], "a file that can be fetched") from None
