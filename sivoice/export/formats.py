"""All the formats that sivoice writes, one object each. To add a format, add its object here.

There are four families: sound files, sidecars (lyrics, transcripts and the page, which go next to
a sound file), handouts and figures. Help texts, messages, media types and preflight checks are
derived from these objects.

The help of a command loads this module, so a format imports what it needs only when it is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from msgspec import Struct

from sivoice.errors import OutputError, UsageError, listed
from sivoice.files import open_file

if TYPE_CHECKING:
    from sivoice.export.handout.content import Handout
    from sivoice.export.handout.paper import Sheet
    from sivoice.export.recording import Recording
    from sivoice.export.tags import Label, Track
    from sivoice.schedule.timeline import Timeline

_HTML_TYPE = "text/html; charset=utf-8"
_TEXT_TYPE = "text/plain; charset=utf-8"
_PDF_MARK = b"<pdf:Keywords>sivoice "
_HTML_MARK = b'<meta name="generator" content="sivoice '
_AAC = ("-b:a", "64k", "-movflags", "+faststart")
_M4B = (*_AAC, "-brand", "M4B ")
_OPUS = ("-b:a", "32k", "-ar", "48000")
_HEAD = 2_000
"""How many bytes at the start of a sidecar are searched for its mark."""

_MARKED_LIMIT = 16 * 1024 * 1024
"""Bytes that are searched for a mark: more than any handout that sivoice writes."""


class Format(Struct, frozen=True):
    """What all formats have in common."""

    ending: str
    """The file extension, in lower case, with the dot."""
    about: str
    """What it is, or what it is for, in a few words."""
    media_type: str
    """The value of the HTTP Content-Type header."""

    @property
    def name(self) -> str:
        """The file extension without the dot."""
        return self.ending.removeprefix(".")

    def is_ours(self, path: Path) -> bool:
        """Return whether sivoice wrote the file at `path`. Raises OSError."""
        raise NotImplementedError

    def check(self) -> None:
        """Raise OutputError if this computer cannot write this format."""


class SoundFormat(Format, frozen=True):
    """A sound file with tags and chapters."""

    def write(self, file: BinaryIO, recording: Recording) -> None:
        """Write a recording to an empty file. Raises OSError, VoiceError."""
        raise NotImplementedError

    def label(self, path: Path) -> Label | None:
        """Return some tags of a file written by sivoice; None for any other file."""
        raise NotImplementedError

    def is_ours(self, path: Path) -> bool:
        """Return whether the file's tags name sivoice as its encoder."""
        return self.label(path) is not None


class SidecarFormat(Format, frozen=True):
    """A file that goes next to a sound file, with the same name and another extension."""

    def beside(self, sound: Path) -> Path:
        """Return the path of a sound file's sidecar."""
        return sound.with_suffix(self.ending)

    def content(self, recording: Recording, sound: BinaryIO) -> bytes:
        """Return the whole sidecar as UTF-8. `sound` is the finished sound file. Raises OSError."""
        raise NotImplementedError

    def marks(self) -> tuple[str, ...]:
        """Return texts of which only sivoice writes one near the start of the file."""
        raise NotImplementedError

    def is_ours(self, path: Path) -> bool:
        """Return whether the file has one of our marks. Raises OSError."""
        with open_file(path) as file:
            head = file.read(_HEAD).decode(errors="replace")
        return any(mark in head for mark in self.marks())


class MarkedFormat(Format, frozen=True):
    """A file that has a mark of ours somewhere in it."""

    mark: bytes
    """Bytes that only sivoice writes."""

    def is_ours(self, path: Path) -> bool:
        """Return whether the file has our mark. Raises OSError."""
        with open_file(path) as file:
            return self.mark in file.read(_MARKED_LIMIT)


class HandoutFormat(MarkedFormat, frozen=True):
    """A printable handout."""

    def content(self, handout: Handout, sheet: Sheet, made_by: str) -> bytes:
        """Return the whole file. Raises OutputError if it cannot be typeset."""
        raise NotImplementedError


class _Mp3(SoundFormat, frozen=True):
    def write(self, file: BinaryIO, recording: Recording) -> None:
        from sivoice.export.mp3 import splice_mp3

        splice_mp3(file, recording)

    def label(self, path: Path) -> Label | None:
        from sivoice.export.tags import ID3_NAMES, id3_of, our_label

        return our_label(path, ID3_NAMES, read=id3_of)


class _Wav(SoundFormat, frozen=True):
    def write(self, file: BinaryIO, recording: Recording) -> None:
        from sivoice.export.wav import write_wav

        write_wav(file, recording)

    def label(self, path: Path) -> Label | None:
        from sivoice.export.tags import ID3_NAMES, our_label

        return our_label(path, ID3_NAMES)


class _FfmpegFormat(SoundFormat, frozen=True):
    """A sound file encoded by ffmpeg, at a bitrate that is transparent for one voice."""

    muxer: str
    encoder: str
    options: tuple[str, ...]
    """Further arguments for ffmpeg, such as the bitrate."""

    def check(self) -> None:
        from sivoice.sound.ffmpeg import HOW_TO_INSTALL, why_not

        if reason := why_not(self.encoder):
            others = listed(one.ending for one in OWN_SOUNDS)
            raise OutputError(
                f"{self.ending} files are made with ffmpeg, {reason}\n{HOW_TO_INSTALL}\n"
                f"sivoice can write {others} without it."
            )

    def write(self, file: BinaryIO, recording: Recording) -> None:
        from sivoice.sound.ffmpeg import encode

        encode(
            recording.blocks(),
            file,
            muxer=self.muxer,
            encoder=self.encoder,
            options=self.options,
            metadata=self.metadata(recording.timeline, recording.track),
        )

    def metadata(self, timeline: Timeline, track: Track) -> str:
        """Return tags and chapters in ffmpeg's metadata format."""
        raise NotImplementedError


class _Mp4(_FfmpegFormat, frozen=True):
    is_audiobook: bool = False

    def write(self, file: BinaryIO, recording: Recording) -> None:
        from sivoice.export.tags import add_mp4_cover

        super().write(file, recording)
        add_mp4_cover(file, recording.cover())

    def metadata(self, timeline: Timeline, track: Track) -> str:
        from sivoice.export.ffmetadata import mp4_tags

        return mp4_tags(timeline, track, is_audiobook=self.is_audiobook)

    def label(self, path: Path) -> Label | None:
        from sivoice.export.tags import MP4_NAMES, our_label

        return our_label(path, MP4_NAMES)


class _Xiph(_FfmpegFormat, frozen=True):
    def write(self, file: BinaryIO, recording: Recording) -> None:
        from sivoice.export.tags import add_xiph_cover

        super().write(file, recording)
        add_xiph_cover(file, self.encoder, recording.cover())

    def metadata(self, timeline: Timeline, track: Track) -> str:
        from sivoice.export.ffmetadata import vorbis_comments

        return vorbis_comments(timeline, track)

    def label(self, path: Path) -> Label | None:
        from sivoice.export.tags import XIPH_NAMES, our_label

        return our_label(path, XIPH_NAMES)


class _Lyrics(SidecarFormat, frozen=True):
    def content(self, recording: Recording, _sound: BinaryIO) -> bytes:
        from sivoice.export.lyrics import lrc_file

        return lrc_file(recording.timeline).encode()

    def marks(self) -> tuple[str, ...]:
        from sivoice.export.lyrics import MADE_BY

        return (MADE_BY,)


class _Transcript(SidecarFormat, frozen=True):
    def content(self, recording: Recording, _sound: BinaryIO) -> bytes:
        from sivoice.export.transcript import as_text

        return as_text(recording.timeline).encode()

    def marks(self) -> tuple[str, ...]:
        from sivoice.export.transcript import marks

        return marks()


class _Markdown(_Transcript, frozen=True):
    def content(self, recording: Recording, _sound: BinaryIO) -> bytes:
        from sivoice.export.transcript import as_markdown

        return as_markdown(recording.timeline).encode()


class _Page(SidecarFormat, frozen=True):
    def content(self, recording: Recording, sound: BinaryIO) -> bytes:
        from sivoice.export.page import data_url, page

        sound.seek(0)
        url = data_url(sound.read(), MP3.media_type)
        return page(recording.timeline, url, recording.source, engine=recording.engine).encode()

    def marks(self) -> tuple[str, ...]:
        from sivoice.export.page import GENERATOR

        return (GENERATOR,)


class _PdfHandout(HandoutFormat, frozen=True):
    def content(self, handout: Handout, sheet: Sheet, made_by: str) -> bytes:
        from sivoice.export.handout.pdf import pdf

        return pdf(handout, sheet, made_by)


class _HtmlHandout(HandoutFormat, frozen=True):
    def content(self, handout: Handout, sheet: Sheet, made_by: str) -> bytes:
        from sivoice.export.handout.html import html

        return html(handout, sheet, made_by)


MP3 = _Mp3(".mp3", "plays everywhere", "audio/mpeg")
WAV = _Wav(".wav", "uncompressed", "audio/wav")
OWN_SOUNDS: tuple[SoundFormat, ...] = (MP3, WAV)
FFMPEG_SOUNDS: tuple[SoundFormat, ...] = (
    _Mp4(".m4a", "for Apple's players", "audio/mp4", "ipod", "aac", _AAC),
    _Mp4(".m4b", "an audiobook", "audio/mp4", "ipod", "aac", _M4B, is_audiobook=True),
    # The muxer is oga, not ogg: for ogg, pydub adds its own codec argument, in the wrong place.
    _Xiph(".ogg", "Vorbis", "audio/ogg", "oga", "libvorbis", ("-b:a", "64k")),
    _Xiph(".opus", "the smallest", "audio/ogg", "opus", "libopus", _OPUS),
    _Xiph(".flac", "lossless", "audio/flac", "flac", "flac", ()),
)
SOUNDS = (*OWN_SOUNDS, *FFMPEG_SOUNDS)

LYRICS = _Lyrics(".lrc", "the words, for players that show lyrics", _TEXT_TYPE)
TRANSCRIPTS: tuple[SidecarFormat, ...] = (
    _Transcript(".txt", "the words, to read", _TEXT_TYPE),
    _Markdown(".md", "the words, to read", "text/markdown; charset=utf-8"),
)
PAGE = _Page(".html", "a page with the sound inside, to open in a browser", _HTML_TYPE)
SIDECARS: tuple[SidecarFormat, ...] = (LYRICS, *TRANSCRIPTS, PAGE)

PDF = _PdfHandout(".pdf", "to print", "application/pdf", _PDF_MARK)
HTML = _HtmlHandout(".html", "a page to print from a browser", _HTML_TYPE, _HTML_MARK)
HANDOUTS: tuple[HandoutFormat, ...] = (PDF, HTML)

SVG = MarkedFormat(".svg", "sharp at any size", "image/svg+xml", b'class="sivoice-figure"')
PNG = MarkedFormat(".png", "for programs that take no SVG", "image/png", b"Software\0sivoice")
FIGURES = (SVG, PNG)
FORMATS: tuple[Format, ...] = (*SOUNDS, *SIDECARS, *HANDOUTS, *FIGURES)

_AnyFormat = TypeVar("_AnyFormat", bound=Format)


def format_of(path: Path, formats: Iterable[_AnyFormat]) -> _AnyFormat:
    """Find the format with the file extension of `path`. Raises UsageError if there is none."""
    by_ending = {one.ending: one for one in formats}
    if path.suffix.lower() not in by_ending:
        raise UsageError(f"cannot write {path}: the name must end in {listed(by_ending)}")
    return by_ending[path.suffix.lower()]


def described(formats: Iterable[Format]) -> str:
    """List formats in words: `.mp3 (plays everywhere) or .wav (uncompressed)`."""
    return listed(f"{one.ending} ({one.about})" for one in formats)
