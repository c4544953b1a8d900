"""The worker process: reads one document after another within its limits, as its parent asks.

``python -m ingest.worker.confined`` takes lines of JSON ``[task, path, …]`` on its standard
input and answers with a length and a pickled ``Answer`` as a tuple; it ends with its input.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ingest.document import Document, MachineError, Reading, UnreadableError
from ingest.forms import extract
from ingest.lexicon.headers import own_words
from ingest.read import limits, read
from ingest.worker import LENGTH, MAX_ANSWER, Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.records import Extraction
    from ingest.understand.explain import ColumnSeen

MOST_DOCUMENTS = 200
FULL = 0.6  # of the memory limit: more than this kept after a document, and a fresh worker is due


def main() -> None:
    """Serve until the parent closes the pipe or this process is worn out."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ends at once, without a traceback
    answers = os.fdopen(os.dup(1), "wb")
    _send(answers, b"ready")
    with Path(os.devnull).open("wb") as nowhere:  # libraries print what is odd about a document
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    limits.confine()
    for number, line in enumerate(sys.stdin, 1):
        task, name, *arguments = json.loads(line)
        served = _served(task, Path(name), *arguments)
        warm = served.warm and number < MOST_DOCUMENTS and not _is_full()
        answer = pickle.dumps(tuple(served._replace(warm=warm)), pickle.HIGHEST_PROTOCOL)
        if len(answer) > MAX_ANSWER:
            reason = f"more than {MAX_ANSWER >> 20} MiB was read from it"
            answer = pickle.dumps(tuple(Answer(reason, None, warm=False)))
        _send(answers, answer)
        if not warm:
            return


def _served(task: str, path: Path, *arguments: Any) -> Answer:
    """A reason or a result, whether this process is sound after it, and who is to blame."""
    try:
        with limits.one_document():
            return Answer(None, _TASKS[task](path, *arguments), warm=True)
    except UnreadableError as error:
        return Answer(str(error), None, warm=True)
    except MachineError as error:
        return Answer(str(error), None, warm=True, is_ours=True)
    except MemoryError:
        return Answer(f"needed more than {limits.memory()} of memory", None, warm=False)
    except RecursionError:
        return Answer("nested too deeply", None, warm=False)
    except Exception as error:
        return Answer(f"extraction failed: {type(error).__name__}: {error}", None, warm=True)


def _extracted(
    path: Path, said: dict[str, Any], name: str | None
) -> tuple[Document, list[Extraction]]:
    reading = Reading.of(said)
    with own_words(reading.headers):
        document = replace(read(path, name), reading=reading)
        extractions = extract(document)
    return replace(document, blocks=()), extractions


def _explained(path: Path) -> list[list[ColumnSeen]]:
    from ingest.understand.explain import explain  # noqa: PLC0415 - only people ask for it

    return explain(read(path))


def _is_full() -> bool:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return pages * resource.getpagesize() > FULL * limit


def _send(pipe: BinaryIO, answer: bytes) -> None:
    pipe.write(LENGTH.pack(len(answer)) + answer)
    pipe.flush()


def _picture(path: Path, page: int, recognised: bool) -> tuple[bytes, float, tuple[float, float]]:
    from ingest.read.picture import page_picture  # noqa: PLC0415 - only traces draw

    return page_picture(path.read_bytes(), page, recognised=recognised)


_TASKS: dict[str, Callable[..., Any]] = {
    "read": read,
    "extract": _extracted,
    "explain": _explained,
    "picture": _picture,
}

if __name__ == "__main__":
    main()
