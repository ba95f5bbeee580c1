"""A page that plays a session: its sound, its chapters and its words."""

from __future__ import annotations

from html import escape

from sivoice.timeline import Kind, Timeline
from sivoice.units import clock


def page(timeline: Timeline, audio_url: str) -> str:
    """The page as HTML, with the sound at `audio_url`."""
    title, sound = escape(timeline.title), escape(audio_url, quote=True)
    words = "\n".join(
        f"<h2>{clock(event.start)} {escape(event.text or '')}</h2>"
        if event.kind is Kind.CHAPTER
        else f"<p>{escape(event.text or '')}</p>"
        for event in timeline.events
        if event.kind in (Kind.CHAPTER, Kind.SPEECH)
    )
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1.1em/1.5 sans-serif; max-width: 36em; margin: 1em auto; padding: 0 1em }}
audio {{ width: 100% }}
</style>
<h1>{title}</h1>
<audio controls preload="metadata" src="{sound}"></audio>
<p><a href="{sound}" download>Keep the sound file</a></p>
{words}
</html>
"""
