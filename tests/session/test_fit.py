"""A session is fitted to a length: the most sets, then the longest hold, then the pace."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sivoice.compile.compiler import compile_session
from sivoice.errors import FitError
from sivoice.options.options import Options
from sivoice.options.values import PerStretch
from sivoice.schedule.scheduler import build_timeline
from sivoice.script.library import LoadedScript
from sivoice.session.fit import fit
from sivoice.units import SAMPLE_RATE
from tests.conftest import ROOT, fake_length, faultless


@pytest.fixture(scope="module")
def scripts() -> LoadedScript:
    return faultless(ROOT / "scripts" / "si-joint.session")


def lasts(scripts: LoadedScript, options: Options) -> float:
    return build_timeline(compile_session(scripts, options), fake_length).samples / SAMPLE_RATE


@pytest.mark.parametrize("minutes", [12.5, 15, 16.5, 17.5, 20, 23, 30, 45])
def test_a_fitted_session_is_at_most_ten_seconds_off(scripts: LoadedScript, minutes: float) -> None:
    asked = Options(fit=round(minutes * 60_000))
    fitted = fit(scripts, asked, asked, fake_length)
    assert abs(lasts(scripts, fitted) - minutes * 60) <= 10
    assert fitted.pace is not None
    assert 0.8 <= fitted.pace <= 1.25
    assert all(
        15_000 <= hold <= 30_000 and hold % 1000 == 0 for hold in fitted.hold.by_stretch.values()
    )


def test_more_sets_or_longer_holds_would_not_have_fitted(scripts: LoadedScript) -> None:
    asked = Options(fit=round(19.5 * 60_000))
    fitted = fit(scripts, asked, asked, fake_length)
    names = list(fitted.sets.by_stretch)
    fewest = min(fitted.sets.by_stretch.values())
    one_more = next(name for name in names if fitted.sets.by_stretch[name] == fewest)
    briskest = replace(fitted, hold=PerStretch(None, dict.fromkeys(names, 15_000)), pace=1.25)
    assert (
        lasts(
            scripts,
            replace(
                briskest, sets=PerStretch(None, {**fitted.sets.by_stretch, one_more: fewest + 1})
            ),
        )
        > 19.5 * 60 + 10
    )
    hold = max(fitted.hold.by_stretch.values())
    if hold < 30_000:
        longer = replace(briskest, hold=PerStretch(None, dict.fromkeys(names, hold + 1000)))
        assert lasts(scripts, longer) > 19.5 * 60 + 10


def test_what_the_command_line_sets_is_left_alone(scripts: LoadedScript) -> None:
    asked = Options(
        fit=15 * 60_000, sets=PerStretch(1), hold=PerStretch(None, {"piriformis": 25_000})
    )
    fitted = fit(scripts, asked, asked, fake_length)
    assert fitted.sets == PerStretch(1)
    assert fitted.hold.of("piriformis") == 25_000
    steady = Options(fit=20 * 60_000, pace=1.1)
    assert fit(scripts, steady, steady, fake_length).pace == 1.1


def test_what_the_settings_file_sets_can_be_changed(scripts: LoadedScript) -> None:
    asked = Options(fit=15 * 60_000)
    fitted = fit(
        scripts,
        asked.over(Options(hold=PerStretch(60_000), sets=PerStretch(3))),
        asked,
        fake_length,
    )
    assert abs(lasts(scripts, fitted) - 15 * 60) <= 10


@pytest.mark.parametrize(
    ("minutes", "said"), [(5, "The shortest is 1[0-9] min"), (120, "The longest is [0-9]+ min")]
)
def test_an_impossible_length_is_an_error_that_names_the_nearest(
    scripts: LoadedScript, minutes: int, said: str
) -> None:
    asked = Options(fit=minutes * 60_000)
    with pytest.raises(FitError, match=said):
        fit(scripts, asked, asked, fake_length)


def test_a_session_with_nothing_to_change_is_an_error_that_names_its_length(
    scripts: LoadedScript,
) -> None:
    asked = Options(fit=20 * 60_000, sets=PerStretch(1), hold=PerStretch(20_000), pace=1.0)
    with pytest.raises(FitError, match=r"The (longest|nearest|shortest) is 1[0-9] min"):
        fit(scripts, asked, asked, fake_length)
