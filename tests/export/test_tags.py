"""The tag has what phones read: title, album, cover, words, and chapters in order of time."""

from __future__ import annotations

import errno
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from sivoice.compile.plan import Plan
from sivoice.compile.steps import ChapterMark, Rest
from sivoice.export.formats import MP3
from sivoice.export.lyrics import lrc
from sivoice.export.tags import Track, add_mp4_cover, add_xiph_cover, id3
from sivoice.options.doses import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Timeline
from sivoice.version import __version__
from tests.conftest import STRETCH, fake_length, plan_of


def session(*titles: str) -> Timeline:
    steps = [step for title in titles for step in (ChapterMark(title), Rest(1_000 * len(title)))]
    return build_timeline(plan_of("Ein Rücken", tuple(steps)), fake_length, 1)


@pytest.fixture
def tag(tmp_path: Path) -> ID3:
    path = tmp_path / "x.mp3"
    path.write_bytes(id3(session("A long title", "B", "Dehnung für später 日本", "C")))
    return ID3(path, translate=False)


def test_the_tag_has_a_title_and_an_album(tag: ID3) -> None:
    assert tag.version == (2, 3, 0)
    said = {name: str(tag[name]) for name in ("TIT2", "TALB", "TPE1", "TPE2", "TRCK")}
    assert said == {
        "TIT2": "Ein Rücken",
        "TALB": "sivoice",
        "TPE1": "sivoice",
        "TPE2": "sivoice",
        "TRCK": "1/1",
    }


def test_one_of_several_files_has_its_number_and_their_album(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(id3(session("One"), Track("Evening", 2, 9)))
    tag = ID3(path)
    assert [str(tag[name]) for name in ("TALB", "TPE1", "TRCK")] == ["Evening", "sivoice", "2/9"]


def test_chapters_are_written_in_order_of_time() -> None:
    data = id3(session("A long title", "B", "Dehnung", "C"))
    assert [m.decode() for m in re.findall(rb"CHAP.{6}(ch\d{3})\0", data, re.DOTALL)] == [
        "ch000",
        "ch001",
        "ch002",
        "ch003",
    ]


def test_chapters_have_the_times_of_the_timeline(tag: ID3) -> None:
    timeline = session("A long title", "B", "Dehnung für später 日本", "C")
    chapters = sorted(tag.getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert [str(chapter.sub_frames["TIT2"]) for chapter in chapters] == [
        c.title for c in timeline.chapters
    ]
    for chapter, event in zip(chapters, timeline.chapters, strict=True):
        assert chapter.start_time == pytest.approx(event.start / 44.1, abs=0.5)
        assert chapter.end_time == pytest.approx(event.end / 44.1, abs=0.5)
    (toc,) = tag.getall("CTOC")
    assert toc.child_element_ids == ["ch000", "ch001", "ch002", "ch003"]
    assert toc.flags == 3


def test_the_table_of_contents_has_at_most_255_chapters(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(id3(session(*(f"{number}" for number in range(300)))))
    assert len(ID3(path).getall("CHAP")) == 255


def test_other_files_are_not_taken_for_ours(tmp_path: Path) -> None:
    other = tmp_path / "b.mp3"
    asf = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(100)
    for data in (b"something else", b"", b"ID3", b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", asf):
        other.write_bytes(data)
        assert not MP3.is_ours(other)
    assert not MP3.is_ours(tmp_path / "none.mp3")


def test_the_cover_is_a_small_square_png(tag: ID3) -> None:
    (cover,) = tag.getall("APIC")
    assert (cover.mime, cover.type) == ("image/png", 3)
    assert cover.data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", cover.data[16:24]) == (1400, 1400)
    assert len(cover.data) < 150_000


def test_the_tag_has_the_lyrics_and_their_language(
    compiled: Callable[..., Plan], tmp_path: Path
) -> None:
    timeline = build_timeline(
        compiled(STRETCH.replace("position", "language: de-AT\nposition")), fake_length
    )
    path = tmp_path / "x.mp3"
    path.write_bytes(id3(timeline))
    (words,) = ID3(path).getall("USLT")
    assert words.lang == "deu"
    assert words.text == lrc(timeline)
    assert "]Als Nächstes: Calf." in words.text


def test_the_comment_describes_the_session(
    compiled: Callable[..., Plan], tmp_path: Path, tag: ID3
) -> None:
    path = tmp_path / "options.mp3"
    path.write_bytes(
        id3(
            build_timeline(
                compiled(hold=PerStretch(20_000), countdown=True, coaching=False), fake_length
            )
        )
    )
    (comment,) = ID3(path).getall("COMM")
    assert (comment.lang, comment.desc) == ("eng", "")
    assert comment.text[0].splitlines()[0].endswith("options --hold 20s --no-coaching --countdown.")
    (comment,) = tag.getall("COMM")
    about, *chapters = comment.text[0].splitlines()
    assert about == f"0:35 long. Made with sivoice {__version__}."
    assert chapters == ["0:00 A long title", "0:12 B", "0:13 Dehnung für später 日本", "0:34 C"]


def test_one_file_of_several_lists_no_chapters(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(id3(session("One"), Track("Evening", 2, 9)))
    (comment,) = ID3(path).getall("COMM")
    assert len(comment.text[0].splitlines()) == 1


def test_a_tag_loads_no_heavy_libraries() -> None:
    """An export whose clips are all in the cache should take no time."""
    code = """
import sys
from sivoice.compile.plan import Plan
from sivoice.export.tags import id3
from sivoice.schedule.timeline import Timeline
id3(Timeline(Plan("x", "x", ()), (), 0, 1))
print({"numpy", "jinja2", "scipy"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"


class Broken(BytesIO):
    """A file on a disk that fails."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size:  # mutagen tries a file by reading nothing
            raise OSError(errno.EIO, "Input/output error")
        return b""


def test_a_disk_that_fails_while_the_cover_is_added_is_an_oserror() -> None:
    with pytest.raises(OSError, match="Input/output error") as raised:
        add_mp4_cover(Broken(bytes(100)), b"cover")
    assert raised.value.strerror == "Input/output error"
    with pytest.raises(OSError, match="not a MP4 file"):
        add_mp4_cover(BytesIO(b"no sound at all"), b"cover")


@pytest.mark.parametrize("encoder", ["libvorbis", "libopus", "flac"])
def test_a_disk_that_fails_under_another_format_is_an_oserror(encoder: str) -> None:
    with pytest.raises(OSError, match="Input/output error"):
        add_xiph_cover(Broken(bytes(100)), encoder, b"cover")
    with pytest.raises(OSError, match=r"."):
        add_xiph_cover(BytesIO(b"no sound at all"), encoder, b"cover")
