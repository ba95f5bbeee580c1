"""The tag that phones read: title, album, and chapters in order of time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from sivoice.export.tags import Track, id3, is_ours
from sivoice.plan import Chapter, Place, Plan, Rest
from sivoice.scheduler import build_timeline
from sivoice.timeline import Timeline
from tests.conftest import fake_length


def session(*titles: str) -> Timeline:
    steps = [step for title in titles for step in (Chapter(Place(), title), Rest(Place(), 1_000 * len(title)))]
    return build_timeline(Plan("x", "Ein Rücken", tuple(steps), 1.0), fake_length, 1)


@pytest.fixture
def tag(tmp_path: Path) -> ID3:
    path = tmp_path / "x.mp3"
    path.write_bytes(id3(session("A long title", "B", "Dehnung für später 日本", "C")))
    return ID3(path, translate=False)


def test_title_and_album(tag: ID3) -> None:
    assert tag.version == (2, 3, 0)
    said = {name: str(tag[name]) for name in ("TIT2", "TALB", "TPE1", "TPE2", "TRCK")}
    assert said == {"TIT2": "Ein Rücken", "TALB": "sivoice", "TPE1": "sivoice", "TPE2": "sivoice", "TRCK": "1/1"}


def test_one_of_several_files_has_its_number_and_their_album(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(id3(session("One"), Track("Evening", 2, 9)))
    tag = ID3(path)
    assert [str(tag[name]) for name in ("TALB", "TPE1", "TRCK")] == ["Evening", "sivoice", "2/9"]


def test_chapters_stand_in_order_of_time_in_the_file() -> None:
    data = id3(session("A long title", "B", "Dehnung", "C"))
    assert [m.decode() for m in re.findall(rb"CHAP.{6}(ch\d{3})\0", data, re.DOTALL)] == [
        *("ch000", "ch001", "ch002", "ch003")
    ]


def test_chapters_have_the_timelines_times(tag: ID3) -> None:
    timeline = session("A long title", "B", "Dehnung für später 日本", "C")
    chapters = sorted(tag.getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert [str(chapter.sub_frames["TIT2"]) for chapter in chapters] == [c.text for c in timeline.chapters]
    for chapter, event in zip(chapters, timeline.chapters, strict=True):
        assert chapter.start_time == pytest.approx(event.start / 44.1, abs=0.5)
        assert chapter.end_time == pytest.approx(event.end / 44.1, abs=0.5)
    (toc,) = tag.getall("CTOC")
    assert toc.child_element_ids == ["ch000", "ch001", "ch002", "ch003"]
    assert toc.flags == 3


def test_the_table_of_contents_holds_what_one_byte_counts(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(id3(session(*(f"{number}" for number in range(300)))))
    assert len(ID3(path).getall("CHAP")) == 255


def test_another_file_is_not_ours(tmp_path: Path) -> None:
    other = tmp_path / "b.mp3"
    asf = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(100)
    for data in (b"something else", b"", b"ID3", b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", asf):
        other.write_bytes(data)
        assert not is_ours(other)
    assert not is_ours(tmp_path / "none.mp3")
