"""Commands for places: add a district, and try it before anything of the warehouse is touched."""
# ruff: noqa: PLC0415 (everything heavy is imported inside its command)

from __future__ import annotations

from datetime import datetime  # noqa: TC003 (typer needs it at run time)
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ingest.cli.common import one_line_errors

if TYPE_CHECKING:
    from ingest.district.scaffold import Asked

PANEL = "Places 地区"
app = typer.Typer()


@app.command("new-district", rich_help_panel=PANEL)
def new_district(
    place: Annotated[
        str | None,
        typer.Argument(metavar="PLACE", help="Name or code 地名或区划代码: 杭州西湖区."),
    ] = None,
    *,
    department: Annotated[
        list[str] | None,
        typer.Option(metavar="[KEY=]NAME", help="A department as it signs 单位全称; repeat."),
    ] = None,
    key: Annotated[str | None, typer.Option(help="Its key 键 (default: pinyin).")] = None,
    name_en: Annotated[str | None, typer.Option(help="Its English name 英文名.")] = None,
    former: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=NAME:YEAR", help="A former name, to that fiscal year 旧名."),
    ] = None,
    alias: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=NAME", help="Another name that it signs with 其他署名."),
    ] = None,
    until: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=YEAR", help="Its last fiscal year 撤并前最后年度."),
    ] = None,
    successor: Annotated[
        list[str] | None, typer.Option(metavar="KEY=KEY", help="Who goes on 承继单位.")
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option(metavar="[KEY=]FORM", help="A form that is expected 应有表种."),
    ] = None,
    listing: Annotated[
        list[str] | None,
        typer.Option(metavar="[KEY=]URL", help="A page that links documents 列表页."),
    ] = None,
    links: Annotated[
        str, typer.Option(metavar="REGEX", help="What the links say 链接所含字样.")
    ] = "绩效",
    pattern: Annotated[
        list[str] | None,
        typer.Option(metavar="[KEY=]URL", help="An address with {year} 按年度的地址."),
    ] = None,
    folder: Annotated[
        list[str] | None,
        typer.Option(metavar="[KEY=]PATH", help="A folder or s3://… prefix 共享目录."),
    ] = None,
    since: Annotated[
        int | None, typer.Option(help="First fiscal year expected 起始年度 (default: this one).")
    ] = None,
) -> None:
    """Write the place file of a district 新增地区; asks for what is not given.

    Codes, names and the areas above come from GB/T 2260. Nothing that is there is changed.
    """
    from ingest.district.scaffold import Asked, area, scaffold, write
    from ingest.registry import RegistryError
    from ingest.settings import settings

    console, places = Console(), settings().places
    with one_line_errors(RegistryError, OSError):
        code = area(place or typer.prompt("Area 地名或区划代码"))
        given = Asked(
            code=code,
            key=key,
            name_en=name_en,
            departments=department or [],
            formers=former or [],
            aliases=alias or [],
            untils=until or [],
            successors=successor or [],
            forms=form or [],
            listings=listing or [],
            patterns=pattern or [],
            folders=folder or [],
            links=links,
            since=since,
        )
        asked = given if department else _ask(given, places)
        files = scaffold(places, asked)
        write(places, files)
    for name in files:
        console.print(f"[green]written[/] {places / name}", soft_wrap=True)
    district = next(iter(files)).removesuffix(".yml")
    console.print(f"[bold]jixiao check-district {district}[/] tries it 试运行.", soft_wrap=True)


def _ask(given: Asked, places: Path) -> Asked:
    """Ask for what was not given; an empty answer ends a list, or leaves a thing out."""
    from dataclasses import replace

    from ingest.district.scaffold import department_key, proposed_key, proposed_name
    from ingest.divisions import full_name
    from ingest.registry import today

    def ask(question: str, default: str = "") -> str:
        return str(typer.prompt(question, default=default, show_default=bool(default))).strip()

    typer.echo(f"{full_name(given.code)} {given.code}")
    key = given.key or ask("Key 键", proposed_key(given.code, places))
    name_en = given.name_en or ask("English name 英文名", proposed_name(given.code))
    since = given.since or int(ask("First fiscal year expected 起始年度", str(today().year)))
    said: dict[str, Any] = {
        name: list(getattr(given, name))
        for name in (
            "formers",
            "aliases",
            "untils",
            "successors",
            "listings",
            "patterns",
            "folders",
        )
    }
    departments: list[str] = []
    while name := ask("Department as it signs, empty to end 单位全称（空则结束）"):
        own = ask("  its key 键", department_key(name, key, given.code))
        departments.append(f"{own}={name}")
        for what, question in (
            ("formers", "  a former name with its last fiscal year 旧名:末年 (某局:2023)"),
            ("aliases", "  another name that it signs with 其他署名"),
            ("listings", "  a page that links its documents 列表页"),
            ("patterns", "  an address with {year} 按年度的地址"),
            ("folders", "  a folder 共享目录"),
        ):
            while answer := ask(question):
                said[what].append(f"{own}={answer}")
        if year := ask("  its last fiscal year, if it is no more 撤并前最后年度"):
            said["untils"].append(f"{own}={year}")
            if successor := ask("  key of the department that goes on 承继单位"):
                said["successors"].append(f"{own}={successor}")
        if "本级" not in name and typer.confirm("  does its 本级 publish for itself 本级另行公开?"):
            departments.append(f"{own}_bureau={name}（本级）")
    return replace(given, key=key, name_en=name_en, since=since, departments=departments, **said)


@app.command("check-district", rich_help_panel=PANEL)
def check_district(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Key of its place file 地区键.")],
    html: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Also a page beside the print 网页.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep the scratch warehouse 留存试库.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="What is due is judged as of that day 以当日为准."),
    ] = None,
) -> None:
    """Try a district 试运行: find, fetch, read and build it in a folder of its own.

    Nothing of the warehouse is touched. Exit status 1 when something needs a hand.
    """
    from tempfile import TemporaryDirectory

    from rich.progress import Progress

    from ingest.district.check import STEPS, check
    from ingest.district.page import write_page
    from ingest.district.show import show_checked
    from ingest.settings import settings
    from ingest.steps import PERMANENT

    console, errors = Console(), Console(stderr=True)
    with one_line_errors(*PERMANENT, OSError), TemporaryDirectory(prefix="jixiao-") as temporary:
        scratch = keep or Path(temporary)
        if keep:
            keep.mkdir(parents=True)
        with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
            task = progress.add_task(STEPS[0], total=len(STEPS))

            def tell(step: str) -> None:
                progress.update(task, description=step, completed=STEPS.index(step))

            day = as_of.date() if as_of else None
            checked = check(settings(), name, scratch, as_of=day, tell=tell)
        show_checked(console, checked)
        if html:
            write_page(checked, html)
            console.print(f"[bold]page 网页[/] {html}", soft_wrap=True)
    if keep:
        console.print(f"[bold]kept 留存[/] {keep}", soft_wrap=True)
    if checked.needs_a_hand:
        raise typer.Exit(1)
