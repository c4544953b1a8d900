"""Office files by what they hold; old ones are turned into new ones by LibreOffice."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.document import MachineError, Place, UnreadableError
from ingest.read.container import OLE2, ZIP, ole2_kind, open_zip, part, relations, xml
from ingest.read.text.page_text import with_places
from ingest.read.word.doc import with_last_paragraph
from ingest.read.word.docx import has_short_rows, read_word
from ingest.read.workbook.xls import read_old_workbook
from ingest.read.workbook.xlsx import read_workbook
from ingest.read.workbook.xml_2003 import read_flat_workbook

if TYPE_CHECKING:
    from ingest.document import Document

CONVERT_SECONDS = 40
_LARGEST_FILE = 400 << 20
_ROOM = 16 << 20
"""With less left on the disk, LibreOffice may have cut short what it wrote."""
# The limits reach the converter even if this process is ended; memory may grow to the hard limit.
_LIMITED = (
    f'ulimit -S -v "$(ulimit -H -v)"; ulimit -t {CONVERT_SECONDS};'
    f' ulimit -f {_LARGEST_FILE // 512}; exec "$@"'
)
_HEAD = 4096
_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
# What ends a cell in the text of a DOC file.
_CELL_END = b"\x07\x00"
_MANY_CELLS = 20
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ("odt", "docx"),
    b"application/vnd.oasis.opendocument.spreadsheet": ("ods", "xlsx"),
}
# No macro, no link, no update: whatever the document asks for.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""


def read_office(data: bytes) -> Document:
    """Read a zip container, an OLE2 file, RTF or flat XML.

    Raises UnreadableError with a one-line reason, whatever is wrong with the file.
    """
    reader = next((each for start, each in _READERS if data.startswith(start)), read_flat_xml)
    try:
        return reader(data)
    except (UnreadableError, MachineError, MemoryError, RecursionError):
        raise
    except Exception as error:
        # The libraries fail on damaged files in any way they like.
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise UnreadableError(f"a damaged Office file ({said:.120})") from error


def read_zip(data: bytes) -> Document:
    """Read what a zip container holds: a workbook or a text, new or OpenDocument.

    Raises UnreadableError for anything else.
    """
    with open_zip(data) as archive:
        kind = part(archive, "mimetype") if "mimetype" in archive.namelist() else None
        main = next((to for kind, to, _ in relations(archive, "") if kind == "officeDocument"), "")
        manifest = part(archive, "META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise UnreadableError("an encrypted OpenDocument file; a password would be needed")
    if kind and kind.strip() in _OPEN_DOCUMENT:
        source, target = _OPEN_DOCUMENT[kind.strip()]
        converted = convert(data, source, target)
        return read_word(converted) if target == "docx" else read_workbook(converted)
    if main.startswith("xl/") and main.endswith(".bin"):
        return read_workbook(convert(data, "xlsb", "xlsx"))
    if main.startswith("xl/"):
        return read_workbook(data)
    if main.startswith("word/"):
        return read_word(data)
    if main.startswith("ppt/"):
        raise UnreadableError("a presentation; there is no reader for this format")
    raise UnreadableError("a zip archive that is no Office file; unpack it and take what is inside")


def read_ole2(data: bytes) -> Document:
    """Read an old workbook or text (XLS, ET, DOC, WPS)."""
    kind = ole2_kind(data)
    if kind == "encrypted":
        raise UnreadableError("an encrypted Office file; a password would be needed")
    if kind == "doc":
        return _with_tables(data, read_word(convert(with_last_paragraph(data), "doc", "docx")))
    if kind == "xls":
        return read_old_workbook(data)
    raise UnreadableError("an old Office file that is neither a workbook nor a text")


def _with_tables(data: bytes, document: Document) -> Document:
    """The document, unless the converter ran the cells of its tables into running text."""
    if not document.tables and data.count(_CELL_END) >= _MANY_CELLS:
        raise UnreadableError("LibreOffice lost the tables of this .doc file; save it as .docx")
    return document


def read_rich_text(data: bytes) -> Document:
    """Read RTF."""
    return read_word(convert(data, "rtf", "docx"))


def read_flat_xml(data: bytes) -> Document:
    """Read a workbook or text in the one XML file of Office 2003, or of a flat package."""
    if _SPREADSHEET in data[:_HEAD]:
        return read_flat_workbook(data)
    document = read_word(convert(data, "xml", "docx"))
    if not has_short_rows(xml(data)):
        return document
    # LibreOffice writes such rows for merged cells, and makes them whole when it reads them.
    doubt = Place(doubt="rows of the text have too few cells, its columns may be others")
    blocks = (with_places(block, lambda place: place.to(doubt)) for block in document.blocks)
    return replace(document, blocks=tuple(blocks))


_READERS = ((ZIP, read_zip), (OLE2, read_ole2), (b"{\\rtf", read_rich_text))


def convert(data: bytes, source: str, target: str) -> bytes:
    """The bytes of a ``source`` file (a suffix) as a ``target`` file, by LibreOffice.

    The file gets a name and a profile of its own in a folder that is gone afterwards. Raises
    UnreadableError where LibreOffice is not installed, fails, or takes too long; MachineError where
    there is no room for its files.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableError(
            f"a .{source} file needs LibreOffice (soffice), which is not installed; "
            f"install it or save the file as .{target}"
        )
    try:
        return _converted(data, source, target, program)
    except OSError as error:
        where = f" in {tempfile.tempdir}" if tempfile.tempdir else ""
        raise MachineError(f"no temporary files can be made{where}: {error.strerror}") from error


def _converted(data: bytes, source: str, target: str, program: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="jixiao-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        (folder / f"document.{source}").write_bytes(data)
        _run(
            [
                *("/bin/sh", "-c", _LIMITED, "sh"),
                program,
                f"-env:UserInstallation={profile.parent.as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--convert-to",
                target,
                "--outdir",
                str(folder / "out"),
                str(folder / f"document.{source}"),
            ],
            folder,
        )
        if shutil.disk_usage(folder).free < _ROOM:  # what came out may be cut short
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        converted = folder / "out" / f"document.{target}"
        if not converted.is_file():
            raise UnreadableError(f"LibreOffice could not convert this .{source} file")
        return converted.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    environment = {
        "HOME": str(folder),
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
    }
    with subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(CONVERT_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise UnreadableError(
                f"LibreOffice took more than {CONVERT_SECONDS} s to convert this file"
            ) from error
        finally:
            # soffice starts others; the whole group goes, whatever became of it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
