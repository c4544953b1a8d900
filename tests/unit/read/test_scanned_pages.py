"""Pages of scans before recognition: lean, specks, seals, rules."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

pytest.importorskip("rapidocr")

from ingest.read.scan import ScannedContent
from ingest.read.scan.ruling import find_rules
from ingest.read.scan.seals import without_seals
from ingest.read.scan.specks import without_specks
from ingest.read.scan.straighten import lean, levelled, upright


def ruled_page() -> np.ndarray:
    page = np.full((600, 600), 250, np.uint8)
    for at in (100, 200, 300, 400):
        page[at : at + 3, 100:500] = 30
        page[100:400, at : at + 3] = 30
    return page


def test_a_streak_over_the_whole_page_is_no_rule():
    page = ruled_page()
    page[:, 260:262] = 90
    rules, bare = find_rules(page, 200)
    assert sorted(round(rule.at) for rule in rules if rule.vertical) == [102, 202, 302, 402]
    assert bare[:, 261].min() > 200


def test_rules_that_something_thick_touches_are_rules():
    page = ruled_page()
    page[100:300, 420:480] = 30
    rules, _ = find_rules(page, 200)
    assert {102, 202, 302, 402} <= {round(rule.at) for rule in rules if not rule.vertical}


def test_a_page_seen_from_aside_is_made_upright():
    page = ruled_page()
    assert lean(page) == 0.0
    matrix = np.array([[1.0, 0.035, -10.5], [0.0, 1.0, 0.0]])
    leaning = cv2.warpAffine(page, matrix, (600, 600), borderValue=250.0).astype(np.uint8)
    found = lean(leaning)
    assert found == pytest.approx(-2.0, abs=0.15)
    assert np.abs(upright(leaning, found).astype(int) - page)[:, 90:510].mean() < 4
    content = ScannedContent(1, 600, 600, lean=found)
    at = content.place((190, 90, 210, 110)).bbox
    # A point of the leaning page stands further left above the middle.
    assert at == pytest.approx((183, 90, 203, 110), abs=0.6)


def test_specks_are_taken_off_pages_that_are_strewn_with_them():
    page = np.full((400, 400), 250, np.uint8)
    page[100:104, 100:103] = 20  # a point
    page[201, 201] = 20
    few, specked = without_specks(page, 200)
    assert not specked
    assert few[201, 201] == 20
    page[10:390:10, 10:390:10] = 20
    clean, specked = without_specks(page, 200)
    assert specked
    assert (clean[201, 201], clean[101, 101], clean[200, 200]) == (250, 20, 250)


def test_a_levelled_page_keeps_its_paper_at_the_edges():
    assert int(levelled(np.full((200, 100), 150, np.uint8), 2.0).max()) == 150


def test_only_large_patches_of_red_are_taken_for_seals():
    page = Image.new("RGB", (800, 800), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((100, 100, 160, 130), fill="red")  # as large as a red figure
    pen.ellipse((300, 300, 600, 600), outline="red", width=20)
    grey = without_seals(page, 200)
    assert grey[115, 130] == 76
    assert grey[310, 450] == 255
    assert without_seals(page.convert("L"), 200)[310, 450] == 76


def test_a_level_place_is_turned_back():
    content = ScannedContent(1, 200, 100, skew=90.0)
    assert content.place((90, 40, 110, 60)).bbox == (90, 40, 110, 60)
    # A quarter of a turn makes plain which way: what was at the right is below.
    assert content.place((140, 45, 160, 55)).bbox == (90, 95, 110, 105)
