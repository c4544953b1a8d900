"""Where a bureau publishes, as its place file says it: listing pages, URL patterns, folders.

publishes:
  - {listing: "https://kjj.example.gov.cn/ysjs/", links: 绩效, pages: {next: a.next}}
  - {pattern: "https://kjj.example.gov.cn/{year}/mbsb.pdf", since: 2023}
  - {folder: "s3://bucket/kjj", files: "**/*.pdf"}
fetching: {delay: 2}
"""

from __future__ import annotations

import posixpath
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import regex
from cssselect import HTMLTranslator, SelectorError
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

Year = Annotated[int, Field(ge=2000, le=2100)]
_MOST_PAGES = 200
_LONGEST_DELAY = 600
_NAT64 = IPv6Network("64:ff9b::/96")


def _web(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"no address of a web page: {url!r} (https://…)")
    if parts.username or parts.password:
        raise ValueError("an address must not hold a password")
    return url


def _with(part: str, url: str) -> str:
    if f"{{{part}}}" not in url:
        raise ValueError(f"{{{part}}} is missing: {url!r}")
    return url


def _expression(text: str) -> str:
    try:
        regex.compile(text)
    except regex.error as error:
        raise ValueError(f"no regular expression: {text!r} ({error})") from error
    return text


def _selector(text: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(f"no CSS selector: {text!r} ({error})") from error
    return text


def _folder(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if separator and (scheme.lower() in {"http", "https"} or not rest.strip("/")):
        raise ValueError(f"no folder: {text!r} (/srv/shared, s3://bucket/prefix)")
    if not separator and (not text.startswith("/") or posixpath.normpath(text) == "/"):
        raise ValueError(f"a folder is an absolute path or a URI: {text!r}")
    return text.rstrip("/")


def _files(text: str) -> str:
    if not text or text.startswith("/") or ".." in text.split("/"):
        raise ValueError(f"no pattern of files below the folder: {text!r}")
    return text


Url = Annotated[str, AfterValidator(_web)]
Selector = Annotated[str, AfterValidator(_selector)]
Expression = Annotated[str, AfterValidator(_expression)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pages(_Model):
    """The further pages of a listing: the link that ``next`` selects, or a ``pattern``.

    ``{page}`` in the pattern counts from ``first``. At most ``most`` pages are read, the first
    one included.
    """

    next: Selector | None = None
    pattern: Annotated[str, AfterValidator(lambda url: _with("page", url))] | None = None
    first: Annotated[int, Field(ge=0, le=100)] = 2
    most: Annotated[int, Field(ge=1, le=_MOST_PAGES)] = 10

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.next is None) == (self.pattern is None):
            raise ValueError("either next or pattern is needed")
        return self


class Listing(_Model):
    """A page that links documents, or articles that hold or link them.

    Of the links below ``selector`` those count whose text or address ``links`` finds. With
    ``follow`` a linked page is looked through for files.
    """

    listing: Url
    links: Expression | None = None
    selector: Selector | None = None
    pages: Pages | None = None
    follow: bool = True

    @model_validator(mode="after")
    def _is_a_choice(self) -> Self:
        if self.links is None and self.selector is None:
            raise ValueError("links or selector is needed")
        return self


class Pattern(_Model):
    """One document a year, at an address with ``{year}``."""

    pattern: Annotated[Url, AfterValidator(lambda url: _with("year", url))]
    since: Year
    until: Year | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}")
        return self

    def years(self, this_year: int) -> range:
        """The years that may be there: to the one after ``this_year``."""
        return range(self.since, min(self.until or this_year + 1, this_year + 1) + 1)


class Folder(_Model):
    """A folder (absolute path) or prefix (``s3://bucket/prefix``) where documents are put."""

    folder: Annotated[str, AfterValidator(_folder)]
    files: Annotated[str, AfterValidator(_files)] = "**/*"


def _kind(said: Any) -> str | None:
    if isinstance(said, dict):
        kinds = [kind for kind in ("listing", "pattern", "folder") if kind in said]
        return kinds[0] if len(kinds) == 1 else None
    return None


Publishes = Annotated[
    Annotated[Listing, Tag("listing")]
    | Annotated[Pattern, Tag("pattern")]
    | Annotated[Folder, Tag("folder")],
    Discriminator(
        _kind,
        custom_error_type="publishes",
        custom_error_message="one of listing, pattern, folder is needed",
    ),
]


class Fetching(_Model):
    """How a place's servers may be asked.

    ``delay`` is in seconds between two requests of one host. ``allow_private`` lets addresses of
    private networks and of this machine be asked; one that stands in the place file as a number
    (``http://10.1.2.3/``) or as ``localhost`` is allowed by standing there. ``allow_http`` lets
    https lead to http.
    """

    allow_private: bool = False
    allow_http: bool = False
    delay: Annotated[float, Field(ge=0, le=_LONGEST_DELAY)] = 0.5


def names_private(url: str) -> bool:
    """Whether an address itself says that it is of this machine or a private network."""
    host = (urlsplit(url).hostname or "").lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Whether an address, or the one within it, is reached over the public internet."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast
