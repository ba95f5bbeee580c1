"""`sivoice voices`: list the voices on this computer, or hear one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sivoice.cli.terminal import echo
from sivoice.errors import UsageError, VoiceError
from sivoice.visible import on_one_line

if TYPE_CHECKING:
    from sivoice.voices.system import SystemVoice


def voices_command(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="The voice for --say; or list only voices with this in their name or language.",
        ),
    ] = None,
    say: Annotated[
        str | None,
        typer.Option(
            "--say", metavar="TEXT", help="Speak this text with the voice NAME, or the default."
        ),
    ] = None,
    all_languages: Annotated[
        bool, typer.Option("--all", help="List the voices of every language.")
    ] = False,
) -> None:
    """List the voices for --voice; * marks the default.

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
        more = error.advice
        rows += ["", error.problem[0].upper() + error.problem[1:]]
    if name is None:
        rows += ["", "How to get more", *(f"  {line}" for line in more)] if more else []
    elif not rows:
        raise UsageError(
            f"there is no voice called {on_one_line(name)}\nTo see all voices: sivoice voices --all"
        )
    echo("\n".join(rows).lstrip("\n"))


def _say(name: str | None, text: str) -> None:
    """Play a text in the voice of this name. Raises UsageError, VoiceError, DeviceError."""
    from sivoice.player.once import play
    from sivoice.script.vocabulary import DEFAULT_LANGUAGE
    from sivoice.session.clips import session_voice
    from sivoice.voices.clips import prepare

    voice = session_voice(name, DEFAULT_LANGUAGE)
    if voice is None:
        raise UsageError("--say: the voice `none` does not speak\nName another voice.")
    pcm = prepare(voice.synthesise(text, 1.0))
    if not pcm:
        raise VoiceError(f"the voice {voice.name} made no sound for `{text}`")
    play(pcm)


def _general(name: str | None) -> list[str]:
    """Return rows for the voices that have the same name on every computer."""
    from sivoice.session.clips import default_voice

    voice = default_voice()
    try:
        about = voice.fingerprint.partition(" speed")[0]
    except VoiceError as error:
        about = error.problem
    rows = {
        voice.name: _row("*", voice.name, voice.language, about),
        "system": _row(" ", "system", "", "the system's voice for the script's language"),
        "none": _row(" ", "none", "", "chimes only, with the words on the screen"),
    }
    return [row for one, row in rows.items() if name is None or name.casefold() in one]


def _system(name: str | None, *, all_languages: bool) -> list[str]:
    """Return rows for the system's voices that match a name, or by default a script's language.

    Raises VoiceError.
    """
    from sivoice.voices.engine import Engine
    from sivoice.voices.system import ENGINES, system_voices

    engine = Engine()
    voices = system_voices(engine)
    if name is not None:
        shown = [voice for voice in voices if _matches(voice, name.casefold())]
    else:
        shown = list(voices) if all_languages else _for_scripts(voices)
    rows = []
    if shown:
        driver = engine.greeting.driver
        title = f"System voices: {ENGINES.get(driver, driver)} {engine.greeting.version}"
        rows += ["", title]
    for voice in shown:
        about = [voice.title] if voice.title not in ("", voice.name) else []
        if voice is voices[0]:
            about.append("the system's default")
        rows.append(_row(" ", voice.name, voice.language, ", ".join(about)))
    if name is None and len(shown) < len(voices):
        rows.append(f"  and {len(voices) - len(shown)} in other languages: sivoice voices --all")
    return rows


def _matches(voice: SystemVoice, folded: str) -> bool:
    texts = (voice.name, voice.title, voice.id, voice.language)
    return any(folded in text.casefold() for text in texts)


def _for_scripts(voices: tuple[SystemVoice, ...]) -> list[SystemVoice]:
    """Return the voices that speak the language of a script on this computer."""
    from sivoice.errors import ScriptError
    from sivoice.script.library import read_script
    from sivoice.script.names import named_scripts
    from sivoice.script.vocabulary import DEFAULT_LANGUAGE
    from sivoice.voices import speaks

    languages = {DEFAULT_LANGUAGE}
    for path in named_scripts().values():
        try:
            languages.add(read_script(path)[0].header().language or DEFAULT_LANGUAGE)
        except ScriptError:  # `sivoice check` reports it
            continue
    return [voice for voice in voices if any(speaks(voice, language) for language in languages)]


def _row(mark: str, name: str, language: str, about: str) -> str:
    return on_one_line(f"{mark} {name:<24} {language:<16} {about}".rstrip())
