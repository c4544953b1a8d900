"""Administrative divisions: names, levels and areas above, from the codes of GB/T 2260.

division_name("440112")   # '黄埔区'
parent_code("440112")     # '440100'
find("浙江杭州西湖")        # ['330106']
"""

from __future__ import annotations

from functools import cache
from typing import Literal, cast

import gb2260
from gb2260.data import data

Level = Literal["province", "city", "district"]
_NO_AREA = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names in the tables that stand for no area of their own."""
_ENDINGS = ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "自治州", "自治县")
_ENDING = "省市区县盟"


def find(name: str) -> list[str]:
    """The codes of the areas that are called so today, with or without those above and 省市区县."""
    if name.isascii() and name.isdigit():
        return [name] if division_name(name) else []
    wanted = "".join(name.split())
    return [code for code, names in _names().items() if wanted in names]


def full_name(code: str) -> str:
    """The name with the areas above it: 浙江省杭州市西湖区."""
    above = parent_code(code)
    return (full_name(above) if above else "") + (division_name(code) or code)


@cache
def _names() -> dict[str, set[str]]:
    """All the ways to call each area of the newest tables."""
    called: dict[str, set[str]] = {}
    for number in sorted(data[None]):
        code = f"{number:06d}"
        name = division_name(code)
        if not name or name in _NO_AREA:
            continue
        own = {name, without_kind(name)}
        above = parent_code(code)
        called[code] = own | {each + one for each in called.get(above or "", ()) for one in own}
    return called


def without_kind(name: str) -> str:
    """A name without its kind: 西湖 of 西湖区; as it is where a single character would be left."""
    for ending in _ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name[:-1] if len(name) > 2 and name[-1] in _ENDING else name


def division_name(code: str) -> str | None:
    """The name in the newest table that has the code; None where none has it."""
    division = gb2260.search(code)
    return cast("str", division.name) if division else None


def level_of(code: str) -> Level:
    """Province, city or district, by the zeros of its code."""
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "district"


def parent_code(code: str) -> str | None:
    """The area above; a municipality's districts stand right below it (110108 → 110000)."""
    level = level_of(code)
    if level == "province":
        return None
    city = code[:4] + "00"
    if level == "district" and division_name(city) not in _NO_AREA:
        return city
    return code[:2] + "0000"
