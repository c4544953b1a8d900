"""Look at sources: which give new bytes, which are unchanged, and which give reason for alarm."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from ingest.landing.archive import NotKeptError, TooLargeError, archived, store
from ingest.landing.finding.addresses import PUBLIC, Permission
from ingest.landing.finding.folders import (
    chosen,
    copy_file,
    copy_object,
    stamp_of_file,
    stamp_of_uri,
)
from ingest.landing.finding.memory import Memory, Seen
from ingest.landing.finding.pages import (
    MOST_PAGE_BYTES,
    Link,
    Page,
    asks_for_password,
    is_web_page,
    names_no_page,
    what_it_says,
)
from ingest.landing.finding.web import Received, Validators, Web, WebError
from ingest.landing.sightings import Failure, Sighting
from ingest.one_line import one_line
from ingest.publishing import Folder, Listing, Pattern

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable
    from typing import Literal

    from ingest.registry import FoundIn, Publisher
    from ingest.settings import Settings

_FILES_AT_ONCE = 8
_NO_LINKS = "a page that linked documents links none any more 原有链接已不见"
_NO_FORM = "the form that was on this page is gone 页面上原有的表已不见"
_NO_FILES = "a folder that held files is empty 原有文件已不见"
_ENDLESS = "has a link on which the expression `links` does not come to an end 链接表达式过于复杂"
_LOGIN = "asks for a password: a login page 登录页"
_EMPTY = "gives nothing: 0 bytes 空文件"
_PAGE = "gives a web page in place of the file 得到的是网页而非文件"


class AlarmError(Exception):
    """A source that gives nothing, or not what it gave. The message is one line for people."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where bytes may be: a file (``path``), an address of the web, or another URI.

    ``slot_key`` is of the slot that names it; else ``found_in`` says how it was found. ``stamp`` is
    what a listing of its store has told. With ``follow``, what a page links is a source too; one
    that ``may_lack`` need not be there.
    """

    source_uri: str
    slot_key: str | None = None
    path: Path | None = None
    stamp: str | None = None
    permission: Permission = PUBLIC
    delay: float = 0.0
    found_in: FoundIn | None = None
    publishers: tuple[str, ...] = ()
    page_uri: str | None = None
    link_text: str | None = None
    follow: bool = False
    may_lack: bool = False

    @property
    def place(self) -> str | None:
        """Whose it is: the department of its slot, else who publishes where it was found."""
        if self.slot_key:
            return "/".join(self.slot_key.split("/")[:2])
        return next(iter(self.publishers), None)

    @property
    def is_web(self) -> bool:
        """Whether a web server is asked for it."""
        return self.path is None and urlsplit(self.source_uri).scheme in {"http", "https"}


@dataclass
class Looked:
    """What looking at all sources gave."""

    sightings: list[Sighting] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unchanged: int = 0

    @property
    def checked(self) -> int:
        """How many sources gave bytes, or should have."""
        return len(self.sightings) + len(self.failures)


def look_at(
    settings: Settings, sources: Iterable[Source], publishers: Iterable[Publisher], this_year: int
) -> Looked:
    """Look at the sources, and at what the publishers publish that no source names.

    One that fails does not stop the others.
    """
    return asyncio.run(_look_at(settings, list(sources), list(publishers), this_year))


async def _look_at(
    settings: Settings, sources: list[Source], publishers: list[Publisher], this_year: int
) -> Looked:
    with Memory(settings.seen) as memory:
        async with Web(settings) as web:
            look = _Look(settings, web, memory)
            await look.all_of([*await look.find(publishers, this_year), *sources])
            return look.looked


class _Look:
    def __init__(self, settings: Settings, web: Web, memory: Memory) -> None:
        self.looked = Looked()
        self._settings, self._web, self._memory = settings, web, memory
        self._files_at_once = asyncio.Semaphore(_FILES_AT_ONCE)

    async def all_of(self, sources: list[Source]) -> None:
        """Look at all sources once, and at the files that their pages link."""
        done: set[str] = set()
        while sources := _together(sources, done):
            done.update(source.source_uri for source in sources)
            linked = await asyncio.gather(*map(self._one, sources))
            sources = [source for more in linked for source in more]

    async def find(self, publishers: list[Publisher], this_year: int) -> list[Source]:
        """The sources where publishers publish."""
        asked: list[Coroutine[None, None, list[Source]]] = []
        for publisher in publishers:
            for rule in publisher.publishes:
                match rule:
                    case Listing():
                        asked.append(self._listed(publisher, rule))
                    case Pattern():
                        asked.append(self._by_pattern(publisher, rule, this_year))
                    case Folder():
                        asked.append(self._in_folder(publisher, rule))
        return [source for found in await asyncio.gather(*asked) for source in found]

    async def _listed(self, publisher: Publisher, rule: Listing) -> list[Source]:
        permission = Permission.of(publisher.fetching, rule.listing)
        links: dict[str, Source] = {}
        url: str | None = rule.listing
        asked: set[str] = set()
        for number in range(rule.pages.most if rule.pages else 1):
            if url is None or url in asked:
                break
            asked.add(url)
            try:
                page = await self._page(publisher, rule, permission, url)
            except Exception as error:
                if number == 0 or not (isinstance(error, WebError) and error.kind == "gone"):
                    self._fail(url, self._memory.get(_key(rule, url)), error, publisher.key)
                break
            new = {
                link: Source(
                    source_uri=link,
                    permission=permission,
                    delay=publisher.fetching.delay,
                    found_in="listing",
                    publishers=(publisher.key,),
                    page_uri=url,
                    link_text=text,
                    follow=rule.follow,
                )
                for link, text in page.links
                if link not in links
            }
            if number and not new:
                break
            links |= new
            url = _next_page(rule, page.following, number)
        return list(links.values())

    async def _page(
        self, publisher: Publisher, rule: Listing, permission: Permission, url: str
    ) -> Seen:
        """One page of a listing. Raises WebError and AlarmError."""
        key = _key(rule, url)
        seen = self._memory.get(key)
        validators = Validators(seen.etag, seen.last_modified) if seen else None
        delay = publisher.fetching.delay
        got = await self._web.get(url, permission, delay, validators, MOST_PAGE_BYTES)
        if got is None and seen:
            self._memory.put(key, seen)
            return seen
        assert got is not None  # nothing is unchanged that was never seen
        with got.body as body:
            data = body.read()
        page = Page(data, got.url)
        try:
            links = page.entries(rule)
        except TimeoutError as error:
            raise AlarmError(_ENDLESS) from error
        if not links and (url == rule.listing or (seen and seen.links)):
            if asks_for_password(data):
                raise AlarmError(_LOGIN)
            raise AlarmError(_NO_LINKS if seen and seen.links else "links nothing that is meant")
        new = Seen(
            etag=got.validators.etag,
            last_modified=got.validators.last_modified,
            links=tuple(links),
            following=page.next(rule.pages.next) if rule.pages and rule.pages.next else None,
        )
        self._memory.put(key, new)
        return new

    async def _by_pattern(
        self, publisher: Publisher, rule: Pattern, this_year: int
    ) -> list[Source]:
        return [
            Source(
                source_uri=rule.pattern.replace("{year}", str(year)),
                permission=Permission.of(publisher.fetching, rule.pattern),
                delay=publisher.fetching.delay,
                found_in="pattern",
                publishers=(publisher.key,),
                may_lack=True,
            )
            for year in rule.years(this_year)
        ]

    async def _in_folder(self, publisher: Publisher, rule: Folder) -> list[Source]:
        key = f"folder {rule.folder} {rule.files}"
        seen = self._memory.get(key)
        try:
            found = await asyncio.to_thread(chosen, rule.folder, rule.files)
            if not found and seen and seen.size_bytes:
                raise AlarmError(_NO_FILES)
        except Exception as error:
            self._fail(rule.folder, seen, error, publisher.key)
            return []
        self._memory.put(key, Seen(size_bytes=len(found)))
        return [
            Source(
                source_uri=uri,
                path=path,
                stamp=stamp,
                found_in="folder",
                publishers=(publisher.key,),
                page_uri=rule.folder,
            )
            for uri, stamp, path in found
        ]

    async def _one(self, source: Source) -> list[Source]:
        """Look at one source; what its page links."""
        seen = self._memory.get(source.source_uri)
        try:
            if source.is_web:
                return await self._on_the_web(source, seen)
            async with self._files_at_once:
                await self._elsewhere(source, seen)
        except NotKeptError:
            raise
        except Exception as error:
            lacks = isinstance(error, WebError) and error.kind == "gone" and source.may_lack
            if seen or not lacks:
                self._fail(source.source_uri, seen, error, source.place, source.slot_key)
        return []

    async def _elsewhere(self, source: Source, seen: Seen | None) -> None:
        """A file of this machine, or an object of a store."""
        if source.path:
            stamp = await asyncio.to_thread(stamp_of_file, source.path)
        else:
            stamp = source.stamp or await asyncio.to_thread(stamp_of_uri, source.source_uri)
        if stamp and seen and seen.stamp == stamp and self._is_archived(seen):
            self._saw(source, seen)
            return
        if source.path:
            copied = await asyncio.to_thread(copy_file, self._settings, source.path)
        else:
            copied = await asyncio.to_thread(copy_object, self._settings, source.source_uri)
        if not copied.size and (source.found_in or (seen and seen.size_bytes)):
            raise AlarmError(_EMPTY)
        self._saw(source, Seen(document_id=copied.document_id, size_bytes=copied.size, stamp=stamp))

    async def _on_the_web(self, source: Source, seen: Seen | None) -> list[Source]:
        known = seen if seen and self._still_counts(source, seen) else None
        validators = Validators(known.etag, known.last_modified) if known else None
        got = await self._web.get(source.source_uri, source.permission, source.delay, validators)
        if got is None:
            assert known is not None
            return self._as_before(source, known)
        with got.body:
            return await self._received(source, seen, known, got)

    def _as_before(self, source: Source, known: Seen) -> list[Source]:
        if known.document_id:
            self._saw(source, known)
        else:
            self._memory.put(source.source_uri, known)
        return self._linked(source, known.links)

    async def _received(
        self, source: Source, seen: Seen | None, known: Seen | None, got: Received
    ) -> list[Source]:
        """New bytes from the web: a document, a page that links some, or reason for alarm."""
        head = got.body.read(MOST_PAGE_BYTES + 1)
        is_page = is_web_page(head) and len(head) <= MOST_PAGE_BYTES
        said = await asyncio.to_thread(what_it_says, head) if is_page else None
        is_form = bool(said and said.is_form)
        links: list[Link] = []
        if is_page and source.follow:
            links = await asyncio.to_thread(lambda: Page(head, got.url).attachments())
        new = Seen(
            etag=got.validators.etag,
            last_modified=got.validators.last_modified,
            fetched_uri=got.url,
            offered_name=got.file_name,
            is_page=is_page,
            is_form=is_form,
            follows=source.follow,
            said=said.digest if said else None,
            links=tuple(links),
        )
        _require_as_before(source, seen, new, got.size, head)
        if links and not is_form:  # the page only leads to the documents
            self._memory.put(source.source_uri, new)
        elif known and known.document_id and new.said and known.said == new.said:
            same = replace(new, document_id=known.document_id, size_bytes=known.size_bytes)
            self._saw(source, same)
        else:
            got.body.seek(0)
            limit = self._settings.max_bytes
            copied = await asyncio.to_thread(store, self._settings.archive, got.body, limit)
            self._saw(source, replace(new, document_id=copied[0], size_bytes=copied[1]))
        return self._linked(source, new.links)

    def _linked(self, source: Source, links: Iterable[tuple[str, str]]) -> list[Source]:
        return [
            replace(
                source, source_uri=url, page_uri=source.source_uri, link_text=text, follow=False
            )
            for url, text in links
        ]

    def _still_counts(self, source: Source, seen: Seen) -> bool:
        """Whether "unchanged" would be enough of an answer."""
        if seen.is_page and seen.follows != source.follow:
            return False
        return self._is_archived(seen) if seen.document_id else bool(seen.links)

    def _is_archived(self, seen: Seen) -> bool:
        document_id = seen.document_id
        return bool(document_id and archived(self._settings.archive, document_id).exists())

    def _saw(self, source: Source, seen: Seen) -> None:
        before = self._memory.get(source.source_uri)
        self.looked.unchanged += bool(before and before.document_id == seen.document_id)
        self._memory.put(source.source_uri, seen)
        assert seen.document_id is not None
        moved = seen.fetched_uri if seen.fetched_uri != source.source_uri else None
        self.looked.sightings.append(
            Sighting(
                slot_key=source.slot_key,
                document_id=seen.document_id,
                source_uri=source.source_uri,
                file_name=_file_name(source, seen.offered_name),
                size_bytes=seen.size_bytes,
                seen_at=datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds"),
                found_in=source.found_in,
                publishers=",".join(source.publishers) or None,
                page_uri=source.page_uri,
                link_text=source.link_text,
                fetched_uri=moved,
                offered_name=seen.offered_name,
            )
        )

    def _fail(
        self,
        source_uri: str,
        seen: Seen | None,
        error: Exception,
        place: str | None,
        slot_key: str | None = None,
    ) -> None:
        kind: Literal["alarm", "refused", "not_reached"] = "not_reached"
        gone = isinstance(error, FileNotFoundError) or (
            isinstance(error, WebError) and error.kind == "gone"
        )
        if isinstance(error, AlarmError) or (gone and seen):
            kind = "alarm"
        elif isinstance(error, TooLargeError) or (
            isinstance(error, WebError) and error.kind == "refused"
        ):
            kind = "refused"
        if gone:
            reason = "not found"
        elif isinstance(error, AlarmError | WebError | TooLargeError):
            reason = str(error)
        else:
            reason = f"{type(error).__name__}: {one_line(' '.join(str(error).split()))}"
        said = f"{one_line(source_uri)}: {reason}"
        self.looked.failures.append(
            Failure(slot_key=slot_key, place=place, source_uri=source_uri, reason=said, kind=kind)
        )


def _together(sources: list[Source], done: set[str]) -> list[Source]:
    """Each source once: as its slots name it, else the first way it was found, by all who did."""
    named = [source for source in sources if not source.found_in]
    done = done | {source.source_uri for source in named}
    found: dict[str, Source] = {}
    for source in sources:
        if source.found_in and source.source_uri not in done:
            first = found.setdefault(source.source_uri, source)
            keys = tuple(dict.fromkeys((*first.publishers, *source.publishers)))
            found[source.source_uri] = replace(first, publishers=keys)
    return [*named, *found.values()]


def _key(rule: Listing, url: str) -> str:
    """Under what a page of a listing is remembered: its links are those that the rule means."""
    return f"listing {hashlib.sha256(rule.model_dump_json().encode()).hexdigest()[:12]} {url}"


def _next_page(rule: Listing, following: str | None, number: int) -> str | None:
    if rule.pages and rule.pages.pattern:
        page = rule.pages.pattern.replace("{page}", str(rule.pages.first + number))
        return urljoin(rule.listing, page)
    return following


def _require_as_before(
    source: Source, seen: Seen | None, new: Seen, size: int, data: bytes
) -> None:
    """Raise AlarmError for what is no new version of what a source gave, or no document at all."""
    if not size:
        raise AlarmError(_EMPTY)
    if not new.is_page:
        return
    was_file = bool(seen and seen.document_id and not seen.is_page)
    is_file = not source.follow and any(
        names_no_page(name) for name in (urlsplit(source.source_uri).path, new.offered_name or "")
    )
    gives_documents = new.is_form or bool(new.links)
    if asks_for_password(data) and not gives_documents:
        raise AlarmError(_LOGIN)
    if was_file or is_file:
        raise AlarmError(_PAGE)
    if seen and seen.is_form and not gives_documents:
        raise AlarmError(_NO_FORM)
    if seen and seen.links and not gives_documents:
        raise AlarmError(_NO_LINKS)


def _file_name(source: Source, offered: str | None) -> str:
    if offered:
        return offered
    path = source.source_uri if source.path else unquote(urlsplit(source.source_uri).path)
    return one_line(PurePosixPath(path).name or source.source_uri)
