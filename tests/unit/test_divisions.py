from __future__ import annotations

import pytest

from ingest.divisions import find, full_name


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("黄埔区", ["440112"]),
        ("黄埔", ["440112"]),
        ("浙江省杭州市西湖区", ["330106"]),
        ("浙江 杭州 西湖", ["330106"]),
        ("西湖区", ["330106", "360103"]),
        ("北京市海淀区", ["110108"]),
        ("吉林", ["220000", "220200"]),
        ("330106", ["330106"]),
        ("999999", []),
        ("亚特兰蒂斯", []),
        ("市辖区", []),
    ],
)
def test_areas_are_found_by_their_names(name: str, codes: list[str]):
    assert find(name) == codes


def test_the_full_name_has_the_areas_above():
    assert full_name("330106") == "浙江省杭州市西湖区"
    assert full_name("110108") == "北京市海淀区"
