// Steps -> timeline: every step gets its place on the sample grid, and the cues that fit into a
// hold or a timer are placed in it. It gives what sivoice/schedule/scheduler.py gives.
"use strict";
const Schedule = (() => {
  const RATE = 44100;
  // Samples in one MP3 frame. Every event starts on a multiple of it.
  const GRID = 1152;
  const onGrid = (samples) => Math.ceil(samples / GRID) * GRID;
  const toSamples = (ms) => onGrid(Math.ceil((ms * RATE) / 1000));
  // Silence between the end of a chime and the next sound.
  const FADE = toSamples(150);
  // The last part of a hold or timer, in which nothing is said.
  const QUIET_END = toSamples(500);
  // Rounds to make the spoken length match the actual one. At a rounding edge it never does.
  const ATTEMPTS = 6;

  // Half is rounded to the even number.
  const rounded = (value) => {
    const whole = Math.floor(value);
    const part = value - whole;
    if (part !== 0.5) return part < 0.5 ? whole : whole + 1;
    return whole % 2 ? whole + 1 : whole;
  };

  const restSamples = (step, pace) =>
    toSamples(step.paced === false ? step.rest : rounded(step.rest / pace));

  const spokenMinutes = (samples) =>
    Math.max(1, Math.floor((samples + 30 * RATE) / (60 * RATE)));

  const isSound = (step) =>
    step.say !== undefined || step.chime !== undefined || step.minutes !== undefined;

  // Scheduler of one session: its tables, its pace and the minutes that are spoken.
  const scheduler = (tables, pace, minutes) => {
    const event = (kind, start, length, place) =>
      ({ kind, start, length, clip: null, text: null, language: null, getReady: false, place });

    const silence = (start, length, place, getReady = false) =>
      ({ ...event("silence", start, length, place), getReady });

    const chime = (clip, at, place) => {
      const { chime: text, length } = tables.clips[clip];
      return { ...event("chime", at, length, place), clip, text };
    };

    const sound = (step, at, place) => {
      if (step.chime !== undefined) return chime(step.chime, at, place);
      const said = step.minutes ? tables.steps[step.minutes[minutes - 1]] : step;
      const { text, length } = tables.clips[said.say];
      return {
        ...event("speech", at, length, place),
        clip: said.say,
        text: said.text ?? text,
        language: said.language ?? null,
      };
    };

    // The first place on the grid where another sound can begin.
    const freeAfter = (one) =>
      onGrid(one.start + one.length) + (one.kind === "chime" ? FADE : 0);

    // The sounds of one cue from `at` on. Its rests only separate them.
    const sounds = (numbers, at, place) => {
      const found = [];
      for (const number of numbers) {
        const step = tables.steps[number];
        if (step.rest !== undefined) {
          at += restSamples(step, pace);
        } else {
          const one = sound(step, at, place);
          found.push(one);
          at = freeAfter(one);
        }
      }
      return found;
    };

    const rank = (cue) => (cue.opening ? 0 : cue.last !== undefined ? 1 : 2);

    const offsetOf = (cue, length) => {
      if (cue.at) return Math.floor((length * cue.at[0]) / cue.at[1]);
      return cue.last ?? cue.after;
    };

    const collide = (one, other) =>
      one.start < other.free + GRID && other.start < one.free + GRID;

    // Places the cues of a hold or timer of `ms`, and returns their events in order. They must fit
    // between `free` and the quiet end. If two collide, the one that is placed first stays.
    const inside = (cues, ms, start, end, free, place) => {
      const placed = [];
      for (const cue of [...cues].sort((one, other) => rank(one) - rank(other))) {
        const offset = toSamples(offsetOf(cue, ms));
        const target = cue.last === undefined ? start + offset : end - offset;
        const events = sounds(cue.steps, Math.max(target, free), place);
        if (!events.length) continue;
        const last = events.at(-1);
        const one = { events, start: events[0].start, free: freeAfter(last) };
        const limit = cue.countdown ? end : end - QUIET_END;
        const next = placed.findIndex((other) => other.start >= one.start);
        const index = next < 0 ? placed.length : next;
        const fits = target >= start && (target >= free || cue.last === undefined)
          && onGrid(last.start + last.length) <= limit
          && !placed.slice(Math.max(0, index - 1), index + 1).some((other) => collide(one, other));
        if (fits) placed.splice(index, 0, one);
      }
      return placed.flatMap((one) => one.events);
    };

    const hold = (step, at, place) => {
      const length = toSamples(step.hold);
      const begins = chime(step.marks[0], at, place);
      const free = freeAfter(begins);
      return [
        event("hold", at, length, place),
        begins,
        ...inside(step.cues, step.hold, at, at + length, free, place),
        chime(step.marks[1], at + length, place),
      ];
    };

    const timer = (step, at, place) => {
      const end = at + toSamples(step.timer);
      const cues = step.cues.map((number) => tables.cues[number]);
      const found = [event("timer", at, end - at, place)];
      for (const one of inside(cues, step.timer, at, end, at, place)) {
        if (one.start > at) found.push(silence(at, one.start - at, place));
        at = onGrid(one.start + one.length);
        found.push(one);
      }
      if (end > at) found.push(silence(at, end - at, place));
      return found;
    };

    const eventsOf = (step, at, place) => {
      if (isSound(step)) return [sound(step, at, place)];
      if (step.rest !== undefined) {
        const length = restSamples(step, pace);
        return length ? [silence(at, length, place, Boolean(step.ready))] : [];
      }
      if (step.hold !== undefined) return hold(step, at, place);
      if (step.timer !== undefined) return timer(step, at, place);
      if (step.written !== undefined) {
        const length = toSamples(step.written) - lasts(step.inside);
        return length > 0 ? [silence(at, length, place)] : [];
      }
      return [{ ...event("chapter", at, 0, place), text: step.chapter }];
    };

    // The events of a step at `at`, and where the next one begins.
    const schedule = (step, at, place = null) => {
      const events = eventsOf(step, at, place);
      return { events, end: events.reduce((end, one) => Math.max(end, freeAfter(one)), at) };
    };

    const lasts = (steps) => steps.reduce((at, step) => schedule(step, at).end, 0);

    return { lasts, schedule };
  };

  const withMinutes = (tables, planned, pace, minutes) => {
    const { schedule } = scheduler(tables, pace, minutes);
    const events = [];
    let at = 0;
    for (const { step, place } of planned) {
      const found = schedule(step, at, place);
      events.push(...found.events);
      at = found.end;
    }
    const samples = onGrid(events.reduce((end, one) => Math.max(end, one.start + one.length), 0));
    let end = samples;
    for (let index = events.length - 1; index >= 0; index--) {
      const one = events[index];
      if (one.kind !== "chapter") continue;
      one.length = end - one.start;
      end = one.start;
    }
    return { samples, minutes, events };
  };

  // The whole session, scheduled until the length that it speaks is its actual length. Null if it
  // is longer than the tables have words for.
  const timeline = (tables, planned, pace) => {
    let minutes = 1;
    let found = null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      found = withMinutes(tables, planned, pace, minutes);
      const actual = spokenMinutes(found.samples);
      if (actual === minutes) break;
      if (actual > tables.longest) return null;
      minutes = actual;
    }
    return found;
  };

  return { GRID, RATE, restSamples, scheduler, spokenMinutes, timeline, toSamples };
})();
