"""Zip and OLE2 containers: what is inside, and whether it is safe to open."""

from __future__ import annotations

import zipfile
from io import BytesIO
from posixpath import normpath
from typing import TYPE_CHECKING, NamedTuple

import olefile
from lxml import etree

from ingest.document import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

ZIP = b"PK\x03\x04"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_MEMBERS = 10_000
MAX_UNPACKED = 400 * 1024 * 1024
# Deflate reaches 1032; office XML stays below 100 beyond small parts.
MAX_RATIO = 250
RATIO_COUNTS_FROM = 16 * 1024 * 1024
_ENCRYPTED = 0x1
_DOC_ENCRYPTED = 0x0100


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive, its members' sizes checked before anything is unpacked.

    zipfile never gives more than the size that a member declares, so that declared sizes bound.
    Raises UnreadableError for a damaged, encrypted or exploding archive.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError("a damaged or truncated zip or Office file") from error
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise UnreadableError(
            f"an archive of {len(members)} members and {unpacked >> 20} MiB unpacked: too large"
        )
    for member in members:
        packed = max(member.compress_size, 1)
        if member.file_size > RATIO_COUNTS_FROM and member.file_size > MAX_RATIO * packed:
            raise UnreadableError("an archive that unpacks beyond reason (a zip bomb)")
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableError("an encrypted archive; a password would be needed")
    return archive


def part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One member's bytes; None where there is none. Raises UnreadableError for damaged ones."""
    try:
        return archive.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableError("a damaged or truncated zip or Office file") from error


class DamagedXmlError(UnreadableError):
    """XML that is not well formed."""


def xml(data: bytes) -> etree._Element:
    """The root of an XML part: entities stay unresolved, nothing is fetched.

    Raises DamagedXmlError for damaged XML, UnreadableError for XML that declares entities.
    """
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise DamagedXmlError(f"an Office file with damaged XML: {str(error)[:120]}") from error
    refuse_entities(root)
    return root


def refuse_entities(element: etree._Element) -> None:
    """Raises UnreadableError where the XML that an element is of has a document type."""
    if element.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("an Office file whose XML declares entities")


def ole2_kind(data: bytes) -> str:
    """What an OLE2 file holds: ``doc``, ``xls``, ``encrypted`` or ``other``.

    Raises UnreadableError for a damaged file.
    """
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            if file.exists("EncryptedPackage"):
                return "encrypted"
            if file.exists("WordDocument"):
                with file.openstream("WordDocument") as stream:
                    flags = stream.read(12)[10:]
                return "encrypted" if _is_set(flags, _DOC_ENCRYPTED) else "doc"
            return "xls" if file.exists("Workbook") or file.exists("Book") else "other"
    except (OSError, ValueError, IndexError, TypeError, RecursionError) as error:
        raise UnreadableError("a damaged or truncated old Office file") from error


def _is_set(flags: bytes, bit: int) -> bool:
    return bool(int.from_bytes(flags, "little") & bit)


class Relation(NamedTuple):
    """How a part refers to another: its kind, the other's name, and the key by which it does."""

    kind: str
    target: str
    key: str


def relations(archive: zipfile.ZipFile, source: str) -> Iterator[Relation]:
    """The internal relations of a part; ``source`` is '' for the package itself."""
    folder, _, name = source.rpartition("/")
    prefix = f"{folder}/" if folder else ""
    data = part(archive, f"{prefix}_rels/{name}.rels")
    for relation in xml(data) if data else ():
        if relation.get("TargetMode") != "External":
            target = str(relation.get("Target", ""))
            absolute = target.lstrip("/") if target.startswith("/") else prefix + target
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            yield Relation(kind, normpath(absolute), str(relation.get("Id", "")))
