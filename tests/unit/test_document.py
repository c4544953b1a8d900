from ingest.document import Place


def test_a_span_covers_both_boxes_of_a_page() -> None:
    here, there = Place(page=2, bbox=(1, 2, 3, 4)), Place(page=2, bbox=(0, 3, 9, 8))
    assert here.to(there).bbox == (0, 2, 9, 8)
    assert here.to(Place(page=3, bbox=(0, 3, 9, 8))).bbox == (1, 2, 3, 4)


def test_a_span_is_as_certain_as_its_least_certain_part() -> None:
    sure, unsure, text = Place(confidence=0.99), Place(confidence=0.61), Place()
    assert sure.to(unsure).confidence == 0.61
    assert text.to(sure).confidence == 0.99
    assert text.to(text).confidence is None


def test_a_span_has_the_doubts_of_both_once() -> None:
    one, two = Place(doubt="row cut by the page break"), Place(doubt="broken font map")
    both = one.to(two)
    assert both.doubt == "row cut by the page break; broken font map"
    assert both.to(one).doubt == both.doubt
    assert Place().to(Place()).doubt is None
