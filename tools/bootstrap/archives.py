"""Unpacks wheels and source archives: regular files only, never outside the target folder."""

import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from problem import SetupError


def unpack(archive: Path, folder: Path) -> None:
    """The archive's files under `folder`; a source archive loses its top folder."""
    files = list(_files(archive))
    top = "" if archive.suffix == ".whl" else _common_top([name for name, _ in files])
    for name, content in files:
        target = folder / _checked(name.removeprefix(top))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _files(archive: Path) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as bundle:
            yield from ((info.filename, bundle.read(info)) for info in bundle.infolist() if not info.is_dir())
        return
    with tarfile.open(archive) as bundle:
        for member in bundle.getmembers():
            stream = bundle.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream.read()


def _common_top(names: list[str]) -> str:
    tops = {name.split("/", 1)[0] for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 else ""


def _checked(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise SetupError(f"{name!r} points outside its archive", "do not use this package; please report it.")
    return path
