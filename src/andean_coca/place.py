"""Where a release lies: beside the reader, in a folder, or at an address, and its files with their hash checked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from andean_coca import verify

Place = str | Path | None
DESCRIPTOR = "datapackage.json"


class ChangedError(ValueError):
    """A file has other bytes than the release says, or a release is not the one that was asked for."""


@cache
def _packed() -> Path:
    here = Path(__file__).resolve().parent
    for folder in (here / "_data", here.parent.parent):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise FileNotFoundError("no package beside the reader: give the folder of a release as root=")


class Release:
    """One release, whose files are read with their hash checked.

    Args:
        root: folder or address of a release; by default the one that the reader came with.
        version: the version it must have; below an address or folder of several, the one to take.
        sha256: the SHA-256 that its ``SHA256SUMS`` must have: with it nobody can change a byte unseen.

    Raises:
        ChangedError: it has another version, or other sums.
        FileNotFoundError: there is no release at that place.
    """

    def __init__(self, root: Place = None, version: str | None = None, sha256: str | None = None) -> None:
        self._fetch: Any = None
        self._sums: dict[str, str] = {}
        if isinstance(root, str) and re.match(r"https?://", root):
            self._open_address(root.rstrip("/"), version, sha256)
        else:
            self._open_folder(Path(root) if root else _packed(), version, sha256)
        self.descriptor: dict[str, Any] = json.loads(self.file(DESCRIPTOR).read_bytes())
        found = str(self.descriptor["version"])
        if version is not None and version != found:
            raise ChangedError(f"version {version} was asked for, and this is {found}: give the root= of {version}")

    def _open_folder(self, root: Path, version: str | None, sha256: str | None) -> None:
        tried = (root / f"v{version}", root / f"andean-coca-{version}") if version else ()
        self.folder = next((folder for folder in tried if folder.is_dir()), root)
        if not (self.folder / DESCRIPTOR).is_file():
            raise FileNotFoundError(f"no release in {self.folder}")
        sums = self.folder / verify.SUMS
        if sums.is_file():
            self._take_sums(sums, sha256)
        elif sha256:
            raise ChangedError(f"{self.folder} has no {verify.SUMS} to hold against {sha256}")

    def _open_address(self, root: str, version: str | None, sha256: str | None) -> None:
        import pooch

        last = root.rpartition("/")[2]
        base = f"{root}/v{version}" if version and not re.fullmatch(r"v\d+\.\d+\.\d+|andean-coca-.*", last) else root
        home = Path(pooch.os_cache("andean-coca"))
        if sha256 is None:
            # Asked anew each time, as it may be another release by now.
            downloaded = pooch.retrieve(f"{base}/{verify.SUMS}", None, f"unpinned-{id(self)}", home)
            raw = Path(downloaded).read_bytes()
            Path(downloaded).unlink()
        else:
            try:
                raw = Path(
                    pooch.retrieve(f"{base}/{verify.SUMS}", f"sha256:{sha256}", f"{sha256}.sums", home)
                ).read_bytes()
            except ValueError:
                raise ChangedError(f"{base}/{verify.SUMS} has not the SHA-256 {sha256}") from None
        self.folder = home / hashlib.sha256(raw).hexdigest()
        self._sums = verify.parse_sums(raw.decode())
        registry = {name: f"sha256:{digest}" for name, digest in self._sums.items()}
        self._fetch = pooch.create(path=self.folder, base_url=f"{base}/", registry=registry)

    def _take_sums(self, path: Path, sha256: str | None) -> None:
        if sha256 and verify.sha256(path) != sha256:
            raise ChangedError(f"{path} has not the SHA-256 {sha256}")
        self._sums = verify.parse_sums(path.read_text(encoding="utf-8"))

    def file(self, name: str) -> Path:
        """Return a file of the release, fetched if need be.

        Raises:
            ChangedError: it has other bytes than the sums of the release say.
        """
        if self._fetch is not None:
            try:
                return Path(self._fetch.fetch(name))
            except ValueError as error:
                raise ChangedError(f"{name}: {error}") from None
        path = self.folder / name
        if self._sums and verify.sha256(path) != self._sums.get(name):
            raise ChangedError(f"{path} has other bytes than {verify.SUMS} says")
        return path

    @property
    def version(self) -> str:
        """The version of the release."""
        return str(self.descriptor["version"])

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Descriptors of the tables, by name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def table(self, name: str) -> tuple[Path, dict[str, str]]:
        """Return the CSV file of a table, and the Table Schema types of its columns.

        Raises:
            KeyError: there is no such table; the message lists those that there are.
        """
        if name not in self.resources:
            raise KeyError(f"no table {name!r}; there are {', '.join(self.resources)}")
        resource = self.resources[name]
        fields = json.loads(self.file(resource["schema"]).read_bytes())["fields"]
        return self.file(resource["path"]), {field["name"]: field["type"] for field in fields}

    def rows(self, names: Iterable[str]) -> dict[str, list[dict[str, str]]]:
        """Return the rows of tables as text, each by column name."""
        from andean_coca import tables

        return {name: tables.read_file(self.table(name)[0])[1] for name in names}
