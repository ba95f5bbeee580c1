"""`sivoice voices`: who can speak here, and who could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.errors import UsageError, VoiceError

if TYPE_CHECKING:
    from sivoice.voices.system import SystemVoice


def voices_command(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="A voice; without --say, all whose names or language it fits."
        ),
    ] = None,
    say: Annotated[
        str | None,
        typer.Option("--say", metavar="TEXT", help="Hear the voice say this, through the once."),
    ] = None,
    all_languages: Annotated[bool, typer.Option("--all", help="Voices of every language.")] = False,
) -> None:
    """List the voices, as --voice takes them; * is the default.

    **Examples**

    `sivoice voices --say "Breathe out."`

    `sivoice voices system --say "Breathe out."`

    `sivoice export --voice system`
    """
    from sivoice.voices.engine import more_voices

    if say is not None:
        _say(name, say)
        return
    rows = _general(name)
    try:
        rows += _system(name, all_languages=all_languages)
        more = more_voices()
    except VoiceError as error:
        first, *more = str(error).splitlines()
        rows += ["", first[0].upper() + first[1:]]
    if name is None:
        rows += ["", "How to get more", *(f"  {line}" for line in more)] if more else []
    elif not rows:
        raise UsageError(f"there is no voice called {name}\n`sivoice voices --all` lists them.")
    typer.echo("\n".join(rows).lstrip("\n"))


def _say(name: str | None, text: str) -> None:
    """Say a text. Raises UsageError, VoiceError, DeviceError."""
    from sivoice.player.once import play
    from sivoice.script.vocabulary import DEFAULT_LANGUAGE
    from sivoice.session.clips import default_voice
    from sivoice.voices.choose import choose
    from sivoice.voices.clips import prepare

    voice = default_voice() if name is None else choose(name, DEFAULT_LANGUAGE)
    if voice is None:
        raise UsageError("--say: `none` says nothing")
    pcm = prepare(voice.synthesise(text, 1.0))
    if not pcm:
        raise VoiceError(f"the voice {voice.name} made no sound for `{text}`")
    play(pcm)


def _general(name: str | None) -> list[str]:
    """The voices that have the same name everywhere."""
    from sivoice.session.clips import default_voice

    voice = default_voice()
    try:
        about = voice.fingerprint.partition(" speed")[0]
    except VoiceError as error:
        about = str(error).splitlines()[0]
    rows = [
        ("*", voice.name, voice.language, about),
        (" ", "system", "", "the system's voice for the script's language"),
        (" ", "none", "", "chimes, and the words on the screen"),
    ]
    return [_row(*row) for row in rows if name is None or name.casefold() in row[1]]


def _system(name: str | None, *, all_languages: bool) -> list[str]:
    """The system's voices: those of the scripts' languages, or all, or those that a name fits. Raises VoiceError."""
    from sivoice.voices.engine import Engine
    from sivoice.voices.system import ENGINES, system_voices

    engine = Engine()
    voices = system_voices(engine)
    if name is not None:
        shown = [voice for voice in voices if _fits(voice, name.casefold())]
    else:
        shown = list(voices) if all_languages else _of_scripts(voices)
    driver = engine.greeting.driver
    rows = (
        ["", f"System voices: {ENGINES.get(driver, driver)} {engine.greeting.version}"]
        if shown
        else []
    )
    for voice in shown:
        title = voice.title if voice.title != voice.name else ""
        default = "the system's default" if voice is voices[0] else ""
        rows.append(
            _row(
                " ",
                voice.name,
                voice.language,
                ", ".join(part for part in (title, default) if part),
            )
        )
    if name is None and len(shown) < len(voices):
        rows.append(f"  and {len(voices) - len(shown)} of other languages: sivoice voices --all")
    return rows


def _fits(voice: SystemVoice, wanted: str) -> bool:
    return any(
        wanted in own.casefold() for own in (voice.name, voice.title, voice.id, voice.language)
    )


def _of_scripts(voices: tuple[SystemVoice, ...]) -> list[SystemVoice]:
    """The voices of a language that one of the scripts here is in."""
    from sivoice.errors import ScriptError
    from sivoice.script.library import named_scripts, read_script
    from sivoice.script.vocabulary import DEFAULT_LANGUAGE
    from sivoice.voices import speaks

    languages = {DEFAULT_LANGUAGE}
    for path in named_scripts().values():
        try:
            languages.add(read_script(path)[0].header().language or DEFAULT_LANGUAGE)
        except ScriptError:  # `sivoice check` says what is wrong with it
            continue
    return [voice for voice in voices if any(speaks(voice, language) for language in languages)]


def _row(mark: str, name: str, language: str, about: str) -> str:
    return f"{mark} {name:<24} {language:<16} {about}".rstrip()
