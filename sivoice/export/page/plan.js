// Choices + tables -> the steps of a session, chapter by chapter. The tables are made by the
// compiler (sivoice/session/choices/tables.py): every list of steps that any choice needs is in
// them. This file only knows which list is heard where.
//
// Files, in the order in which a page loads them (no DOM, no modules; one global object each):
//   plan.js      Plan      choices, tables -> chapters with steps
//   schedule.js  Schedule  steps -> timeline
//   fit.js       Fit       choices, minutes -> doses and pace
//   data.js      PageData  chapters, timeline -> the data that the page shows
//   choose.js    Choose    Choose.open(tables) -> session
//
// session.offer            what can be chosen; see below
// session.make(choices) -> {timeline, data, minutes, changes}, or {problem} if there is no such
//                          session:
//   data         like the page's own data, which `session_data` in Python makes
//   minutes      the length that the welcome speaks
//   changes      what `fit` chose: {holds: {NAME: ms}, sets: {NAME: n}, reps: {NAME: n}, pace}
//   problem      {kind, samples}. "nothing": every stretch is skipped. "long": it would be longer
//                than offer.longest minutes. "shortest", "longest", "nearest": it cannot be fitted
//                to the chosen length, and `samples` is the nearest length that it can have.
//
// choices: every key is optional; without it, it is as the therapist wrote it.
//   {hold: ms,             of every stretch without reps
//    holds: {NAME: ms},    of one stretch; stronger than `hold`
//    sets: n, setsOf: {NAME: n}, reps: n, repsOf: {NAME: n},
//    firstSide: "right" | "left", onlySide: "both" | "right" | "left",
//    skip: [NAME], guidance: "full" | "brief" | "minimal", coaching: bool, countdown: bool,
//    pace: number,         rests are divided by it
//    fit: minutes}         a whole number; then `hold` and `holds` are ignored, as it chooses them
//
// offer: {longest: minutes,                          longer sessions are refused
//   hold: {values: [ms], written: ms | null},        null: there is none, or they differ
//   sets: {values: [n], written: n | null},
//   reps: {values: [n], written: n | null},
//   firstSide: {values: ["right", "left"], written: SIDE | null},
//   onlySide: {values: ["both", "right", "left"], written},
//   guidance: {values: [...], written}, coaching: {values: [true, false], written},
//   countdown: {values, written}, pace: {values, written},
//   fit: {values: [minutes], written: minutes},      the length as it is written; it need not be
//                                                    among the values, unlike the others
//   stretches: [{name, title, figure: name, language, position: "standing" | ... | null,
//     plays: n,                                      how often it is played, in all rounds
//     rounds: n, sides: bool,
//     hold: {values, written} | null, sets: {values, written} | null,
//     reps: {values, written} | null}]}              null: the stretch does not have it
//   `values` are in ascending order, and empty if nothing can be chosen.
//
// timeline: {samples, minutes, events: [{kind, start, length, clip, text, language, getReady,
//   place: {chapter, stretch, phase, pass, side, set, sets, rep, reps}}]}
//   In samples at 44100 Hz. `start` is a multiple of 1152. kind: "speech", "chime", "hold", "timer",
//   "silence" or "chapter", in the order of sivoice's Timeline. `clip`: index into `tables.clips`
//   for speech and chimes, null otherwise.
// tables.clips: [{text, calm, length} or {chime, length}]: `text` is what the voice receives,
//   `calm` is true for what is said inside a hold. Python has the same list, in the same order, as
//   Tables.clips: (Utterance | ChimeKind, ...).
"use strict";
const Plan = (() => {
  // The guidance in the order of its numbers, and the sides in the order of theirs.
  const GUIDANCE = ["full", "brief", "minimal"];
  const SIDES = ["right", "left"];
  // What a pass is in its set: the only side, the first side of the first or of a later set, or
  // the second side.
  const ONLY = 0;
  const FIRST = 1;
  const NEXT = 2;
  const LAST = 3;

  // Tables: an entry for each combination of the values of their axes.

  // The index of the last value of an axis that is not above `value`.
  const indexOf = (values, value) => {
    let low = 0;
    let high = values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };

  // The list that a table has for what is true now; empty if there is no table.
  const listed = (tables, table, now) => {
    if (!table) return [];
    let at = 0;
    for (const [name, values] of table.by) {
      const index = name === "turn" ? now.turn % values.length : indexOf(values, now[name]);
      at = at * values.length + index;
    }
    return tables.lists[table.to[at]];
  };

  const stepsOf = (tables, table, now) =>
    listed(tables, table, now).map((number) => tables.steps[number]);

  // Doses and settings.

  // The value of one stretch, if it has its own.
  const own = (values, name) =>
    values && Object.hasOwn(values, name) ? values[name] : undefined;

  // How long a stretch is held, and how often it is done. `fitted` is what `Fit` chose.
  const dosesOf = (play, choices, fitted) => {
    const { name } = play;
    const fits = choices.fit !== undefined;
    const chosen = fits ? undefined : own(choices.holds, name);
    const everywhere = fits || play.hasReps ? undefined : choices.hold;
    return {
      hold: own(fitted.holds, name) ?? chosen ?? everywhere ?? play.hold,
      sets: own(fitted.sets, name) ?? own(choices.setsOf, name) ?? choices.sets ?? play.sets,
      reps: own(fitted.reps, name) ?? own(choices.repsOf, name) ?? choices.reps ?? play.reps,
    };
  };

  const sidesOf = (play, first, onlySide) => {
    if (!play.sided) return [null];
    const both = onlySide === undefined ? play.sides.length > 1 : onlySide === "both";
    if (both) return [first, 1 - first];
    return onlySide === undefined ? play.sides : [SIDES.indexOf(onlySide)];
  };

  // What is the same in the whole session: the choices, completed by what is written.
  const settingsOf = (tables, choices) => {
    const written = tables.written;
    return {
      guidance: choices.guidance === undefined
        ? written.guidance : GUIDANCE.indexOf(choices.guidance),
      coaching: Number(choices.coaching ?? written.coaching),
      countdown: Number(choices.countdown ?? written.countdown),
    };
  };

  const range = (values, otherwise) =>
    values.length ? [Math.min(...values), Math.max(...values)] : [otherwise, otherwise];

  // The stretches that are played, with their doses, and what is true everywhere.
  const bind = (tables, choices, fitted = {}) => {
    const skipped = new Set(choices.skip || []);
    const plays = tables.plays.filter((play) => !skipped.has(play.name)).map((play) => {
      const first = choices.firstSide === undefined
        ? play.firstSide : SIDES.indexOf(choices.firstSide);
      return {
        play, first,
        sides: sidesOf(play, first, choices.onlySide),
        ...dosesOf(play, choices, fitted),
      };
    });
    const ends = plays.map((one) => one.play.ends).filter((end) => end !== null);
    const dosed = (kind, has) =>
      plays.filter((one) => one.play[has]).map((one) => one[kind]);
    const [holdLow, holdHigh] = range(dosed("hold", "hasHold"), tables.defaultHold);
    const [setsLow, setsHigh] = range(dosed("sets", "hasSets"), tables.defaultSets);
    const now = {
      ...settingsOf(tables, choices),
      lying: Number(tables.lying.includes(ends.at(-1))),
      holdLow, holdHigh, setsLow, setsHigh,
    };
    for (const name of tables.names) {
      now[`has ${name}`] = Number(plays.some((one) => one.play.has.includes(name)));
    }
    return { plays, now };
  };

  // Chapters.

  const ownChapters = (tables, chapters, now) => chapters.map((one) => ({
    title: one.title,
    language: one.language,
    play: null,
    round: 1,
    sets: 1,
    before: one.parts.flatMap((part) => stepsOf(tables, part, now)),
    passes: [],
    after: [],
  })).filter((chapter) => chapter.before.length);

  const holdOf = (tables, table, now) => {
    if (!table) return null;
    const cues = table.cues.flatMap((line) => listed(tables, line, now));
    return {
      hold: now.hold,
      marks: table.light ? tables.marks.light : tables.marks.hold,
      cues: cues.map((number) => tables.cues[number]),
    };
  };

  const repsOf = (tables, table, now) => {
    if (!table) return [];
    return Array.from({ length: now.reps }, (_, index) => {
      const rep = { ...now, rep: index + 1, lastRep: Number(index + 1 === now.reps) };
      return {
        leadIn: stepsOf(tables, table.leadIn, rep),
        hold: holdOf(tables, table.hold, rep),
        release: table.hold ? stepsOf(tables, table.release, rep) : [],
      };
    });
  };

  const passOf = (tables, one, turn) => {
    const table = one.play.pass;
    const done = table.practice !== null;
    return {
      set: turn.set,
      side: turn.side,
      leadIn: done ? [] : stepsOf(tables, table.leadIn, turn),
      hold: done ? null : holdOf(tables, table.hold, turn),
      reps: repsOf(tables, table.rep, turn),
      practice: stepsOf(tables, table.practice, turn),
      release: done ? [] : stepsOf(tables, table.release, turn),
      restsAfter: (turn.role === ONLY || turn.role === LAST) && !turn.lastSet,
    };
  };

  // The passes of a stretch: each set goes through all sides before the next set begins.
  const passesOf = (tables, one, now) => {
    if (!one.play.pass) return [];
    const passes = [];
    for (let set = 1; set <= one.sets; set++) {
      for (const side of one.sides) {
        const role = one.sides.length === 1 ? ONLY
          : side === one.sides[1] ? LAST : set === 1 ? FIRST : NEXT;
        passes.push(passOf(tables, one, {
          ...now, set, side, role,
          firstPass: Number(now.round === 1 && passes.length === 0),
          firstSet: Number(set === 1),
          lastSet: Number(set === one.sets),
          turn: now.number + passes.length,
        }));
      }
    }
    return passes;
  };

  // A stretch, after the position `before`; it is the stretch `number` of all rounds, from 0.
  const chapterOf = (tables, one, session, round, before, number) => {
    const now = {
      ...session,
      before, round, number,
      turn: number,
      first: one.first,
      hold: one.hold, sets: one.sets, reps: one.reps,
      lastRound: Number(round === tables.rounds),
    };
    const passes = passesOf(tables, one, now);
    return {
      title: one.play.titles[round - 1],
      language: one.play.language,
      play: one.play,
      round,
      sets: Math.max(1, ...passes.map((pass) => pass.set)),
      before: one.play.before.flatMap((part) => stepsOf(tables, part, now)),
      passes,
      after: one.play.after.flatMap((part) => stepsOf(tables, part, now)),
    };
  };

  // Every stretch in every round, with what it depends on: {one, round, before, number}.
  const occurrences = (tables, plays) => {
    const found = [];
    let before = tables.standing;
    for (let round = 1; round <= tables.rounds; round++) {
      for (const one of plays) {
        found.push({ one, round, before, number: found.length });
        before = one.play.ends ?? before;
      }
    }
    return found;
  };

  const opening = (tables, now) => ownChapters(tables, tables.opening, now);
  const closing = (tables, now) => ownChapters(tables, tables.closing, now);

  const chapters = (tables, { plays, now }) => [
    ...opening(tables, now),
    ...occurrences(tables, plays).map(({ one, round, before, number }) =>
      chapterOf(tables, one, now, round, before, number)),
    ...closing(tables, now),
  ];

  // Steps, each with its place.

  // What is heard in a written rest between two passes, beside its silence.
  const insideRest = (before, after) => {
    const last = before.reps.at(-1);
    const hold = last ? last.hold : before.hold;
    const gap = last && !last.hold && last.leadIn.at(-1);
    const afterHold = last
      ? last.hold ? last.release : gap && gap.rest !== undefined ? [gap] : []
      : [];
    const first = after.reps[0];
    return [
      ...(hold ? [{ chime: hold.marks[1] }] : []),
      ...afterHold, ...before.release,
      ...after.leadIn, ...(first && first.hold ? first.leadIn : []),
    ];
  };

  const restOf = (tables, chapter, index) => {
    const pass = chapter.passes[index];
    if (!pass.restsAfter) return [];
    if (chapter.play.rest === null) return [{ rest: tables.defaultRest }];
    return [{ written: chapter.play.rest, inside: insideRest(pass, chapter.passes[index + 1]) }];
  };

  // All steps of a chapter in order, as chapter `index` of the session: [{step, place}].
  const stepsOfChapter = (tables, chapter, index) => {
    const found = [];
    const put = (steps, place) => { for (const step of steps) found.push({ step, place }); };
    const place = {
      chapter: index,
      stretch: chapter.play && chapter.play.name,
      phase: "before", pass: null, side: null, set: null, sets: 1, rep: null, reps: 0,
    };
    put([{ chapter: chapter.title }, ...chapter.before], place);
    chapter.passes.forEach((pass, number) => {
      const side = pass.side === null ? null : SIDES[pass.side];
      const here = { ...place, pass: number, side, set: pass.set, sets: chapter.sets };
      const held = { ...here, phase: "hold" };
      const released = { ...here, phase: "release" };
      put(pass.leadIn, { ...here, phase: "lead-in" });
      if (pass.hold) put([pass.hold], held);
      pass.reps.forEach((rep, done) => {
        const steps = [...rep.leadIn, ...(rep.hold ? [rep.hold] : []), ...rep.release];
        put(steps, { ...held, rep: done + 1, reps: pass.reps.length });
      });
      put(pass.practice, held);
      put([...pass.release, ...restOf(tables, chapter, number)], released);
    });
    put(chapter.after, chapter.passes.length ? { ...place, phase: "after" } : place);
    return found;
  };

  const steps = (tables, found) => {
    const all = found.flatMap((chapter, index) => stepsOfChapter(tables, chapter, index));
    const silence = (ms) => ({ rest: ms, paced: false });
    all.splice(1, 0, { step: silence(tables.leadIn), place: all[0].place });
    all.push({ step: silence(tables.leadOut), place: all.at(-1).place });
    return all;
  };

  return {
    SIDES,
    bind, chapterOf, chapters, closing, occurrences, opening, steps, stepsOfChapter,
  };
})();
