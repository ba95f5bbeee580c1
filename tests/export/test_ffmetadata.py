"""Tags are written as ffmpeg reads them."""

from __future__ import annotations

from sivoice import __version__
from sivoice.compile.steps import ChapterMark, Rest
from sivoice.export.ffmetadata import mp4_tags, vorbis_comments
from sivoice.export.tags import ALONE, Track
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Timeline
from tests.conftest import fake_length, plan_of

HOUR_AND_MORE = 3_723_500
"""1:02:03.5 in milliseconds, which is 3723.520 s on the grid."""


DESCRIPTION = [f"62:04 long. Made with sivoice {__version__}.\\", "0:00 One\\", "62:03 Two"]
"""An escaped line ends in a backslash."""


def session(title: str = "Title", chapter: str = "One") -> Timeline:
    steps = (
        ChapterMark(chapter),
        Rest(HOUR_AND_MORE),
        ChapterMark("Two"),
        Rest(1_000),
    )
    return build_timeline(plan_of(title, steps), fake_length, 1)


def test_mp4_chapters_are_counted_in_samples() -> None:
    timeline = session()
    first, second = timeline.chapters
    assert mp4_tags(timeline, Track("Album", 2, 9)).splitlines() == [
        ";FFMETADATA1",
        "title=Title",
        "album=Album",
        "artist=sivoice",
        "album_artist=sivoice",
        "track=2/9",
        f"comment={DESCRIPTION[0]}",
        *DESCRIPTION[1:],
        f"description={DESCRIPTION[0]}",
        *DESCRIPTION[1:],
        f"encoding_tool=sivoice {__version__}",
        "[CHAPTER]",
        "TIMEBASE=1/44100",
        "START=0",
        f"END={first.end}",
        "title=One",
        "[CHAPTER]",
        "TIMEBASE=1/44100",
        f"START={second.start}",
        f"END={timeline.samples}",
        "title=Two",
    ]
    assert "media_type=2" in mp4_tags(timeline, ALONE, is_audiobook=True).splitlines()


def test_vorbis_comments_give_chapters_as_times() -> None:
    assert vorbis_comments(session(), ALONE).splitlines()[9:] == [
        f"encoded_by=sivoice {__version__}",
        "CHAPTER000=00:00:00.000",
        "CHAPTER000NAME=One",
        "CHAPTER001=01:02:03.520",
        "CHAPTER001NAME=Two",
    ]


def test_characters_special_to_ffmpeg_are_escaped() -> None:
    written = mp4_tags(session(r"a=b;c#d\e", "ends in one\\"), ALONE).splitlines()
    assert r"title=a\=b\;c\#d\\e" in written
    assert "title=ends in one" in written  # a backslash would join it to the next line
    assert "0:00 ends in one\\" in written  # the only backslash is the one of the next line
