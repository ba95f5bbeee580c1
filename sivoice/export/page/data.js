// Chapters + timeline -> the data of what the page shows. It gives what `session_data` in
// sivoice/export/page/__init__.py gives; the words of the language are in `tables.page`.
"use strict";
const PageData = (() => {
  // Decimal places of times in seconds.
  const DIGITS = 6;
  const NO_SIDE = "none";

  const seconds = (samples) => Number((samples / Schedule.RATE).toFixed(DIGITS));
  const endOf = (event) => event.start + event.length;
  const capitalised = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

  // A template of the language's table with its blanks filled in.
  const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Words.

  const counted = (time, one, many, number) =>
    filled(number === 1 ? one : many, { number: String(number).replace(".", time.point) });

  // A length of time in words: `1 minute 30 seconds`.
  const lasting = ({ time }, ms) => {
    const minutes = Math.floor(ms / 60000);
    const rest = ms - minutes * 60000;
    const parts = [];
    if (minutes) parts.push(counted(time, time.minute, time.minutes, minutes));
    if (rest || !minutes) parts.push(counted(time, time.second, time.seconds, rest / 1000));
    return parts.join(" ");
  };

  // The same of samples, as it was requested: the grid makes it up to 26 ms longer.
  const lastingSamples = (words, samples) =>
    lasting(words, Math.floor((samples / Schedule.RATE) * 10) * 100);

  const sideCaption = (words, side) =>
    (side === "right" ? words.sides.rightSide : words.sides.leftSide);

  // Side, set and rep of a place: `right side, set 2, rep 4 of 10`.
  const whereIn = (words, place) => {
    const { side, set, sets, rep, reps } = place;
    const parts = [];
    if (side !== null) parts.push(sideCaption(words, side));
    if (set !== null && sets > 1) parts.push(filled(words.shown.set, { set }));
    if (rep !== null) parts.push(filled(words.shown.rep, { rep, reps }));
    return parts.join(", ");
  };

  const passCaption = (words, chapter, pass) => {
    const side = pass.side === null ? null : Plan.SIDES[pass.side];
    const place = { side, set: pass.set, sets: chapter.sets, rep: null, reps: 0 };
    const where = whereIn(words, place);
    if (where) return where;
    if (pass.hold) return words.shown.theHold;
    if (chapter.play.pass.practice) return chapter.title;
    return filled(words.shown.rep, { rep: 1, reps: pass.reps.length });
  };

  // What comes after a place: `hold 30 seconds`, `left side`, a title or `the end`.
  const following = (words, chapters, place) => {
    const chapter = chapters[place.chapter];
    let next = place.phase === "before" ? 0 : chapter.passes.length;
    if (place.pass !== null) {
      const pass = chapter.passes[place.pass];
      const leadsIn = place.phase === "lead-in";
      if (leadsIn && pass.hold) {
        return filled(words.shown.timedHold, { time: lasting(words, pass.hold.hold) });
      }
      const rep = leadsIn ? 0 : place.rep || pass.reps.length;
      if (rep < pass.reps.length) {
        const numbers = { rep: (place.rep || 0) + 1, reps: pass.reps.length };
        return filled(words.shown.rep, numbers);
      }
      next = place.pass + 1;
    }
    if (next < chapter.passes.length) return passCaption(words, chapter, chapter.passes[next]);
    const later = chapters[place.chapter + 1];
    return later ? later.title : words.shown.theEnd;
  };

  // Groups of events: the passes and reps of a chapter, and what is before and after them.

  const runs = (values, alike) => {
    const found = [];
    for (const value of values) {
      const last = found.at(-1);
      if (last && alike(last[0], value)) last.push(value);
      else found.push([value]);
    }
    return found;
  };

  const sharePass = (one, other) => one.pass === other.pass && one.rep === other.rep
    && (one.phase === "after") === (other.phase === "after");

  const latest = (events) =>
    events.reduce((last, event) => (endOf(event) > endOf(last) ? event : last));

  // The last event before the rest after a pass, and that rest.
  const restAfter = (tables, chapter, events, pace) => {
    const written = chapter.play.rest;
    const holds = written === null ? [] : events.filter((event) => event.kind === "hold");
    const told = events.filter((event) => ["speech", "timer"].includes(event.kind));
    const before = latest([holds, told, events].find((some) => some.length));
    const start = written === null ? events.at(-1).start : endOf(before);
    const length = written === null
      ? Schedule.restSamples({ rest: tables.defaultRest }, pace) : Schedule.toSamples(written);
    return { before, rest: { kind: "silence", start, length, language: null } };
  };

  const groupsOf = (tables, chapter, events, pace) => {
    const rests = runs(events, (one, other) => one.place.pass === other.place.pass)
      .filter(([{ place }]) => place.pass !== null && chapter.passes[place.pass].restsAfter)
      .map((those) => restAfter(tables, chapter, those, pace));
    return runs(events, (one, other) => sharePass(one.place, other.place)).map((those) => {
      const found = rests.find(({ before }) => those.includes(before));
      return {
        place: those[0].place,
        start: those[0].start,
        events: those,
        rest: found ? found.rest : null,
      };
    });
  };

  // [{title, stretch, language, number, start, end, groups}]; the number is 0 for the session's
  // own chapters.
  const timed = (tables, chapters, timeline, pace) => {
    let number = 0;
    return runs(timeline.events, (one, other) => one.place.chapter === other.place.chapter)
      .map(([mark, ...events]) => {
        const chapter = chapters[mark.place.chapter];
        if (chapter.play) number++;
        return {
          title: mark.text,
          stretch: mark.place.stretch,
          language: chapter.language,
          number: chapter.play ? number : 0,
          start: mark.start,
          end: endOf(mark),
          groups: groupsOf(tables, chapter, events, pace),
        };
      });
  };

  // Parts of the data.

  const stagesOf = (words, chapters, found) => found.flatMap((chapter, index) => {
    const stages = [];
    let { start } = chapter;
    for (const group of chapter.groups) {
      const where = capitalised(whereIn(words, group.place));
      const again = seconds(group.place.pass === null ? chapter.start : group.start);
      let shown = null;
      for (const event of group.events) {
        const next = following(words, chapters, event.place);
        if (next !== shown) {
          stages.push({ start: seconds(start), chapter: index, where, again, next });
        }
        shown = next;
        start = endOf(event);
      }
    }
    return stages;
  });

  const countsOf = (events) => events
    .filter((event) => event.getReady || event.kind === "hold" || event.kind === "timer")
    .map((event) => ({
      kind: event.getReady ? "ready" : event.kind,
      start: seconds(event.start),
      end: seconds(endOf(event)),
      // The grid makes a hold of 30 s a little longer, and 31 must not flash up.
      most: Math.ceil((event.length - Schedule.GRID + 1) / Schedule.RATE),
    }));

  // The lines of a group: [{event, text, inside}].
  const linesOf = (words, group) => {
    const timedText = (template, event) =>
      capitalised(filled(template, { time: lastingSamples(words, event.length) }));
    const lines = [];
    let free = 0;
    const events = group.rest ? [group.rest, ...group.events] : [...group.events];
    for (const event of events.sort((one, other) => one.start - other.start)) {
      const inside = event.start < free;
      if (event.kind === "speech") {
        lines.push({ event, text: event.text, inside });
      } else if (event.kind === "hold") {
        lines.push({ event, text: timedText(words.shown.timedHold, event), inside });
        free = endOf(event);
      } else if (event.kind === "timer") {
        lines.push({ event, text: timedText(words.shown.timedTimer, event), inside });
        free = endOf(event);
      } else if (event === group.rest) {
        lines.push({ event, text: timedText(words.shown.timedRest, event), inside: false });
      }
    }
    return lines;
  };

  const figureOf = ({ play }) =>
    (play ? [play.name, play.variant].filter(Boolean).join("/") : "");

  const sidesOf = (chapter) => (chapter.passes.length
    ? chapter.passes.map((pass) => Plan.SIDES[pass.side] ?? NO_SIDE) : [NO_SIDE]);

  const poseAt = (event, chapter) => {
    if (event.kind === "hold") return "hold";
    if (event.getReady) return "move";
    const { phase, pass: number, rep } = event.place;
    if (phase !== "hold" || number === null) return "ready";
    const pass = chapter.passes[number];
    return (rep ? pass.reps[rep - 1].hold : pass.hold) ? "ready" : "move";
  };

  const lookAt = (event, chapter) => {
    const sides = sidesOf(chapter);
    const around = event.place.phase === "after" ? sides.at(-1) : sides[0];
    return {
      figure: figureOf(chapter),
      side: event.place.pass === null ? around : event.place.side ?? NO_SIDE,
      pose: poseAt(event, chapter),
    };
  };

  const looksOf = (figures, chapters, events) => {
    const shown = [];
    let heldUntil = 0;
    for (const event of figures.length ? events : []) {
      if (event.kind === "hold") heldUntil = endOf(event);
      else if (event.start < heldUntil) continue;
      const chapter = chapters[event.place.chapter];
      const look = figures.includes(figureOf(chapter)) ? lookAt(event, chapter) : {};
      if (shown.length && shown.at(-1).at === event.start) shown.pop();
      const last = shown.at(-1);
      if (!last || JSON.stringify(last.look) !== JSON.stringify(look)) {
        shown.push({ at: event.start, look });
      }
    }
    return shown.map(({ at, look }) => ({ start: seconds(at), ...look }));
  };

  const oftenOf = ({ words, howOften }, chapters) => {
    const texts = howOften === null ? [] : [filled(words.shown.howOften, { often: howOften })];
    for (const { play } of chapters) {
      if (play && play.howOften !== null && play.howOften !== howOften) {
        texts.push(`${play.title}: ${play.howOften}`);
      }
    }
    return [...new Set(texts)].join("; ");
  };

  const summaryOf = (words, minutes, stretches) => {
    const time = lasting(words, minutes * 60000);
    if (!stretches) return time;
    const template = stretches === 1 ? words.page.stretch : words.page.stretches;
    return filled(words.page.length, { time, stretches: filled(template, { number: stretches }) });
  };

  // The data of a session with these chapters, at this pace.
  const of = (tables, chapters, timeline, pace) => {
    const { page } = tables;
    const { words } = page;
    const found = timed(tables, chapters, timeline, pace);
    const stretches = Math.max(...found.map((chapter) => chapter.number));
    const lines = found.flatMap((chapter) => chapter.groups)
      .flatMap((group) => linesOf(words, group));
    const looks = looksOf(page.figures, chapters, timeline.events);
    return {
      title: page.title,
      summary: summaryOf(words, timeline.minutes, stretches),
      duration: seconds(timeline.samples),
      chapters: found.map((chapter) => ({
        title: chapter.title,
        stretch: chapter.stretch,
        start: seconds(chapter.start),
        end: seconds(chapter.end),
        number: chapter.number
          ? filled(words.shown.of, { number: chapter.number, total: stretches }) : "",
        lang: chapter.language ?? page.language,
      })),
      stages: stagesOf(words, chapters, found),
      counts: countsOf(timeline.events),
      lines: lines.map(({ event, text, inside }) => ({
        start: seconds(event.start),
        end: seconds(endOf(event)),
        words: event.kind === "speech" ? text : null,
        text,
        inside,
        lang: event.language ?? page.language,
      })),
      often: oftenOf(page, chapters),
      labels: page.labels,
      ...(looks.length ? { looks } : {}),
    };
  };

  return { of };
})();
