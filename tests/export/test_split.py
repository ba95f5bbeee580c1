"""Each chapter becomes a file: nothing is lost in between, and albums are never mixed."""

from __future__ import annotations

import shutil
import wave
from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest
from msgspec.structs import replace

from sivoice.compile.plan import Chapter, Plan
from sivoice.compile.steps import Chime, Rest, Say
from sivoice.errors import OutputError
from sivoice.export.exporter import export, export_split
from sivoice.export.formats import MP3, SOUNDS, WAV, SoundFormat, format_of
from sivoice.export.preflight import check_folder
from sivoice.export.split import split
from sivoice.options.doses import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.schedule.timeline import Clip, Kind, Timeline
from sivoice.script.vocabulary import ChimeKind
from sivoice.units import GRID
from tests.conftest import STRETCH, FakeClips, fake_length


def session(*titles: str, stretch: str | None = None) -> Timeline:
    chapters = []
    for title in titles:
        steps = (Chime(ChimeKind.SOFT), Say((f"This is {title}.",), "s:1"), Rest(300))
        chapters.append(Chapter(title, stretch, opening=steps))
    return build_timeline(Plan("x", "The album", tuple(chapters)), fake_length, 1)


def sound(clip: Clip) -> bytes:
    """The letters of the clip's name, again and again."""
    size = 2 * fake_length(clip)
    return (str(clip).encode() * size)[:size]


def frames(path: Path) -> bytes:
    with wave.open(str(path)) as file:
        return bytes(file.readframes(file.getnframes()))


def names(timeline: Timeline) -> list[str]:
    return [part.path.name for part in split(timeline, Path("folder"), ".mp3")]


def test_the_parts_have_all_events_and_samples_of_the_whole(compiled: Callable[..., Plan]) -> None:
    plan = compiled(STRETCH, sets=PerStretch(2))
    before = Chapter("Before", opening=(Rest(500),))
    after = Chapter("After", opening=(Chime(ChimeKind.SOFT),))
    whole = build_timeline(replace(plan, chapters=(before, *plan.chapters, after)), fake_length, 1)
    parts = [part.timeline for part in split(whole, Path("whole"), ".mp3")]
    assert [part.title for part in parts] == ["Before", "Calf", "After"]
    assert sum(part.samples for part in parts) == whole.samples
    together, at = [], 0
    for part in parts:
        assert part.events[0].kind is Kind.CHAPTER
        assert part.events[0].start == 0
        assert max(event.end for event in part.events) <= part.samples
        assert all(event.start % GRID == 0 for event in part.events)
        together += [
            (at + event.start, event.length, event.kind, event.clip) for event in part.events
        ]
        at += part.samples
    assert together == [
        (event.start, event.length, event.kind, event.clip) for event in whole.events
    ]


def test_the_joined_files_are_the_whole_sound(tmp_path: Path) -> None:
    whole = session("One", "Two", "Three")
    written: list[int] = []
    made = export_split(whole, FakeClips(sound), tmp_path / "parts", WAV, written.append)
    export(whole, FakeClips(sound), tmp_path / "whole.wav")
    assert b"".join(frames(part.path) for part in made) == frames(tmp_path / "whole.wav")
    assert sum(written) == whole.samples


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Hip adductor", "01-hip-adductor.mp3"),
        ("Child's pose / “rest”…", "01-childs-pose-rest.mp3"),
        ("Dehnung für die Füße", "01-dehnung-fur-die-fusse.mp3"),
        ("../../etc/passwd\\", "01-etc-passwd.mp3"),
        ("CON", "01-con.mp3"),
        ("a" * 300, f"01-{'a' * 50}.mp3"),
        ("日本のストレッチ", "01-chapter.mp3"),
        ("…", "01-chapter.mp3"),
    ],
)
def test_file_names_are_safe_on_every_system(title: str, name: str) -> None:
    assert names(session(title)) == [name]


def test_a_title_without_latin_letters_is_replaced_by_the_stretchs_name() -> None:
    russian = session("Приводящие мышцы", stretch="hip-adductor")
    assert names(russian) == ["01-hip-adductor.mp3"]


def test_file_names_sort_in_the_order_of_the_chapters() -> None:
    found = names(session(*(f"Part {number}" for number in range(1, 103))))
    assert found == sorted(found)
    assert (found[0], found[-1]) == ("001-part-1.mp3", "102-part-102.mp3")


OPUS = format_of(Path("x.opus"), SOUNDS)


@pytest.mark.parametrize(
    "format", [MP3, WAV, pytest.param(OPUS, marks=pytest.mark.real)], ids=lambda one: one.ending
)
def test_the_files_are_tagged_as_an_album(tmp_path: Path, format: SoundFormat) -> None:
    if format is OPUS and shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    made = export_split(session("One", "Two"), FakeClips(sound), tmp_path / "parts", format)
    tags = [dict(mutagen.File(part.path).tags) for part in made]
    keys = ("title", "album", "artist", "albumartist", "tracknumber")
    if format is not OPUS:
        keys = ("TIT2", "TALB", "TPE1", "TPE2", "TRCK")
    assert [[str(one[key][0]) for key in keys] for one in tags] == [
        ["One", "The album", "sivoice", "sivoice", "1/2"],
        ["Two", "The album", "sivoice", "sivoice", "2/2"],
    ]


def test_parts_left_by_an_earlier_split_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "evening"
    export_split(session("One", "Two", "Three"), FakeClips(sound), folder, WAV)
    export(session("One"), FakeClips(sound), folder / "04-whole.wav")
    (folder / "05-song.mp3").write_bytes(b"somebody else's")
    (folder / "notes.txt").touch()
    check_folder(folder, WAV, force=False)
    another = session("One", "Two")
    another = replace(another, plan=replace(another.plan, title="Another"))
    export_split(another, FakeClips(sound), folder, MP3)
    export_split(session("One", "Four"), FakeClips(sound), folder, WAV)
    of_another = ["01-one.mp3", "02-two.mp3"]
    expected = sorted(
        ["01-one.wav", "02-four.wav", "04-whole.wav", "05-song.mp3", "notes.txt", *of_another]
    )
    assert sorted(path.name for path in folder.iterdir()) == expected


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_split_leaves_everything_as_it_was(tmp_path: Path, error: BaseException) -> None:
    def fails(clip: Clip) -> bytes:
        if "Two" in str(clip):
            raise error
        return sound(clip)

    expected = OutputError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        export_split(session("One", "Two"), FakeClips(fails), tmp_path / "new", WAV)
    assert not (tmp_path / "new").exists()

    (old,) = export_split(session("One"), FakeClips(sound), tmp_path / "old", WAV)
    before = old.path.read_bytes()
    with pytest.raises(expected):
        export_split(session("One", "Two"), FakeClips(fails), tmp_path / "old", WAV)
    assert [path.read_bytes() for path in (tmp_path / "old").iterdir()] == [before]


def test_a_part_keeps_the_language_options_and_minutes_of_the_whole(
    compiled: Callable[..., Plan],
) -> None:
    plan = replace(compiled(hold=PerStretch(20_000)), language="de")
    whole = replace(build_timeline(plan, fake_length), minutes=3)
    for part in (part.timeline for part in split(whole, Path("whole"), ".mp3")):
        assert (part.language, part.options, part.minutes) == ("de", "--hold 20s", 3)
