"""The session's language chooses the words that sivoice itself says and shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sivoice.compile.compiler import compile_session
from sivoice.compile.plan import Plan
from sivoice.compile.steps import Say
from sivoice.options.options import Guidance, Options
from tests.conftest import STRETCH, faultless

Compile = Callable[..., Plan]
GERMAN = """# Mein Abend
language: de
## Welcome
Etwa {minutes} Minuten.
## Stretches
[play calf]
[play wade]
## Close
Fertig.
"""
WADE = """# Wade
position: lying on your back
hold: 22.5 s
## Each side
Das Knie {side}, {hold} Sekunden, {rechtes|linkes} Bein, {rechter|linker} Fuß.
[hold]
"""


@pytest.fixture
def mixed(write: Callable[..., Path]) -> Callable[..., Plan]:
    """Compiles a German session with an English and a German stretch."""
    path = write("abend.session", GERMAN)
    write("calf.stretch", STRETCH.replace("position", "language: en\nposition"))
    write("wade.stretch", WADE)

    def mixed(**options: object) -> Plan:
        return compile_session(faultless(path), Options(**options))  # type: ignore[arg-type]

    return mixed


def said(plan: Plan) -> list[tuple[str, str | None]]:
    return [(say.text(1), say.language) for say in plan.says()]


def test_a_session_speaks_its_own_language_in_all_of_its_stretches(
    mixed: Callable[..., Plan],
) -> None:
    plan = mixed(guidance=Guidance.MINIMAL, countdown=True)
    texts = [text for text, _ in said(plan)]
    assert texts[1:4] == ["Als Nächstes: Calf.", "Step back with your right foot.", "Fünf."]
    assert "Links." in texts
    assert "Als Nächstes: Wade." in texts
    assert (
        "Komm langsam auf den Boden: Knie dich hin, setz dich, und leg dich auf den Rücken."
        in texts
    )
    assert plan.language == "de"
    assert [chapter.title for chapter in plan.chapters] == [
        *("Willkommen", "Calf", "Wade", "Zum Schluss")
    ]


def test_words_of_another_language_say_so(mixed: Callable[..., Plan]) -> None:
    plan = mixed(countdown=True)
    languages = dict(said(plan))
    assert languages["Come back."] == "en"
    assert languages["Fertig."] is None  # the session's
    assert languages["Als Nächstes: Calf."] == "de"
    assert languages["Fünf."] == "de"
    assert [chapter.language for chapter in plan.chapters] == ["de", "en", None, "de"]


def test_a_session_without_a_language_is_in_that_of_its_stretches(
    write: Callable[..., Path],
) -> None:
    path = write("x.session", GERMAN.replace("language: de\n", ""))
    for name in ("calf", "wade"):
        write(f"{name}.stretch", STRETCH.replace("position", "language: de\nposition"))
    plan = compile_session(faultless(path), Options())
    assert plan.language == "de"
    assert plan.chapters[0].title == "Willkommen"


def test_sides_and_numbers_are_in_the_form_that_the_sentence_needs(
    mixed: Callable[..., Plan],
) -> None:
    texts = [text for text, _ in said(mixed())]
    assert "Das Knie rechts, 22,5 Sekunden, rechtes Bein, rechter Fuß." in texts
    assert "Das Knie links, 22,5 Sekunden, linkes Bein, linker Fuß." in texts


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Your right leg, not your left one, for 22.5 seconds."),
        ("fr", "Your droite leg, not your gauche one, for 22,5 seconds."),
        (None, "Your rechts leg, not your links one, for 22,5 seconds."),
    ],
)
def test_blanks_are_filled_in_the_language_of_the_stretch(
    write: Callable[..., Path], language: str | None, expected: str
) -> None:
    """A stretch that does not name its language is in that of its session."""
    path = write("abend.session", GERMAN)
    write("wade.stretch", WADE)
    named = f"# Calf\nlanguage: {language}" if language else "# Calf"
    calf = STRETCH.replace("# Calf", f"{named}\nhold: 22.5 s").replace(
        "Step back with your {side} foot.",
        "Your {side} leg, not your {other side} one, for {hold} seconds.",
    )
    write("calf.stretch", calf)
    plan = compile_session(faultless(path), Options())
    assert expected in [text for text, _ in said(plan)]


@pytest.mark.parametrize(
    ("language", "line", "one", "two"),
    [
        ("en", "In {minutes} minutes.", "In 1 minute.", "In 2 minutes."),
        ("de", "Etwa {minutes} Minuten.", "Etwa eine Minute.", "Etwa 2 Minuten."),
        ("es", "Unos {minutes} minutos.", "Unos un minuto.", "Unos 2 minutos."),
        ("fr", "Environ {minutes} minutes.", "Environ une minute.", "Environ 2 minutes."),
        ("de", "Etwa {minutes}.", "Etwa 1.", "Etwa 2."),
        ("de", "{minutes} Minuten, {minutes} Min.", "eine Minute, 1 Min.", "2 Minuten, 2 Min."),
        ("en", "{minutes} minuteships", "1 minuteships", "2 minuteships"),
    ],
)
def test_one_minute_is_said_as_the_language_says_it(
    write: Callable[..., Path], language: str, line: str, one: str, two: str
) -> None:
    session = f"# X\nlanguage: {language}\n## Welcome\n{line}\n## Stretches\n[play calf]\n"
    path = write("x.session", session)
    write("calf.stretch", STRETCH)
    first = next(compile_session(faultless(path), Options()).says())
    assert isinstance(first, Say)
    assert (first.text(1), first.text(2)) == (one, two)
