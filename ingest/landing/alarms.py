"""Alarms that stand: sources that gave something before and give none of it now, and since when.

>>> standing_alarms([], found["failures"], None, None, now)
[Alarm(place='nansha/nansha_science', source_uri='https://…', reason='asks for a password …', …)]
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 (pydantic needs it at run time)
from typing import TYPE_CHECKING

from pydantic import BaseModel, computed_field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.landing.sightings import Failure

ALARM = "alarm 警报: "
"""Before a source that gave nothing, or something else than it gave before."""


class Alarm(BaseModel):
    """A source that gives nothing, or no document; ``place`` is whose: district/department.

    ``place`` is None for a file that no place file names.
    """

    place: str | None
    slot_key: str | None
    source_uri: str
    reason: str
    since: datetime

    @computed_field  # type: ignore[prop-decorator]
    @property
    def to_do(self) -> str:
        """What a person does about it."""
        if self.place is None:
            return "put the file back, or take it out for good 请恢复或移除该文件"
        district = self.place.partition("/")[0]
        return (
            "open it in a browser; where it has moved, correct the address in the place file of"
            f" {district}, where it is gone for good, say withdrawn there; what was read of it"
            " stays meanwhile 请打开核对：已迁移则更正登记文件中的地址，已撤下则注明 withdrawn"
        )


def standing_alarms(
    former: Iterable[Alarm],
    failures: Iterable[Failure],
    district: str | None,
    year: int | None,
    now: datetime,
) -> list[Alarm]:
    """The alarms that stand after a look at the sources of a district and a year, or at all.

    One that stood before began then; one whose source was not looked at goes on.
    """
    before = {alarm.source_uri: alarm for alarm in former}
    found = {
        failure["source_uri"]: Alarm(
            place=failure["place"],
            slot_key=failure["slot_key"],
            source_uri=failure["source_uri"],
            reason=failure["reason"].removeprefix(f"{failure['source_uri']}: "),
            since=before[failure["source_uri"]].since if failure["source_uri"] in before else now,
        )
        for failure in failures
        if failure["kind"] == "alarm"
    }
    kept = {uri: one for uri, one in before.items() if not _was_looked_at(one, district, year)}
    return sorted((kept | found).values(), key=lambda one: (one.place or "~", one.source_uri))


def _was_looked_at(alarm: Alarm, district: str | None, year: int | None) -> bool:
    if district and (alarm.place or "").partition("/")[0] != district:
        return False
    return year is None or f"/{year}/" in (alarm.slot_key or "")
