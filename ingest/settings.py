"""Where things live and how much is allowed: read from the environment (``JIXIAO_*``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import PositiveInt, SecretStr  # noqa: TC002 (pydantic reads them at run time)
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting has a default that works on a laptop; all paths derive from ``home``."""

    model_config = SettingsConfigDict(env_prefix="JIXIAO_", env_ignore_empty=True)

    home: Path = ROOT / "var"
    documents: Path = ROOT / "documents"
    places: Path = ROOT / "ingest" / "places"
    dbt_project: Path = ROOT / "dbt_project"
    expectations: Path = ROOT / "expectations"
    max_bytes: int = 200 * 1024 * 1024
    inbox: Path | None = None
    """Where people drop files; by default the folder ``inbox`` of ``home``."""
    fetch_seconds: float = 600
    """How long fetching one document may take at most."""
    fetch_idle_seconds: float = 30
    """How long a server may say nothing meanwhile."""
    retry_seconds: float = 1
    """How long to wait before a server in trouble is asked again; longer each time."""
    batch_limit: int = 16
    keep_publications: PositiveInt = 3
    """How many versions stay below ``published/versions``, the current one among them."""
    report_pictures: int = 300
    """How many pages of PDFs and scans the report shows as pictures; others are drawn on demand."""
    postgres: SecretStr | None = None
    """Where a copy of the marts is kept as well: postgresql://user:password@host/database."""
    smtp: SecretStr | None = None
    """The mail server that tells nights: smtp+starttls://user:password@host:587, smtps://…."""
    mail_from: str = "jixiao@localhost"
    mail_to: str | None = None
    """Who is told by mail; several are separated by commas."""
    webhook: SecretStr | None = None
    """What is told as JSON; the address of a robot holds its token."""
    webhook_secret: SecretStr | None = None
    """What a robot's messages are signed with, where it wants that."""
    webhook_shape: str = "json"
    """json, or a robot of ``ingest/notify/webhooks.yml``."""
    notify_unchanged: bool = True
    """Whether nights in which nothing happened are told too."""

    def hidden(self, text: str) -> str:
        """The text without any secret of these settings, for logs and reports."""
        given = filter(None, (self.postgres, self.smtp, self.webhook))
        addresses = [secret.get_secret_value() for secret in given]
        passwords = [urlsplit(address).password or "" for address in addresses]
        # An @ that is not escaped ends a password for some: they take the rest for the host.
        rests = [f"{part}@" for password in passwords for part in password.split("@")[1:]]
        plain = [unquote(password) for password in passwords]
        signing = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        for part in filter(None, (*addresses, *passwords, *plain, *rests, signing)):
            text = text.replace(part, "***")
        return text

    @property
    def dropped(self) -> Path:
        """The folder where people drop files."""
        return self.inbox or self.home / "inbox"

    @property
    def seen(self) -> Path:
        """What was last seen where; losing it costs only fetching once more."""
        return self.home / "seen.sqlite"

    @property
    def archive(self) -> Path:
        """Bytes as received, by sha256; nothing here is ever changed."""
        return self.home / "archive"

    @property
    def staging(self) -> Path:
        """Extractions not landed yet, by sha256 and extractor version."""
        return self.home / "staging"

    @property
    def raw(self) -> Path:
        """Raw Parquet tables, one partition (``load=…``) a load."""
        return self.home / "raw"

    @property
    def warehouse(self) -> Path:
        """The private DuckDB file that dbt builds; BI never opens it."""
        return self.home / "warehouse" / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """What readers use: ``marts.duckdb``, ``parquet/``, ``data_docs/``."""
        return self.home / "published"

    @property
    def runs(self) -> Path:
        """One JSON report a nightly run."""
        return self.home / "runs"

    @property
    def airflow_home(self) -> Path:
        """Airflow's own state."""
        return self.home / "airflow"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
