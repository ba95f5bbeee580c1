// Choices + tables -> the steps of a session, chapter by chapter. The tables are made by the
// compiler (sivoice/session/choices/tables.py): every list of steps that any choice needs is in
// them. This file only knows which list is heard where.
//
// Files, in the order in which a page loads them (no DOM, no modules; one global object each):
//   plan.js      Plan      choices, tables -> chapters with steps
//   schedule.js  Schedule  steps -> timeline
//   fit.js       Fit       choices, minutes -> doses and pace
//   data.js      PageData  plan, timeline -> the data that page.js shows
//   choose.js    Choose    Choose.open(tables) -> session
//
// session.offer            what can be chosen; see below
// session.make(choices) -> {timeline, data, minutes, changes}, or {problem} if there is no such
//                          session: {kind: "nothing" | "long" | "shortest" | "longest" | "nearest",
//                          samples}. "nothing": every stretch is skipped. "long": longer than
//                          offer.longest minutes. The others are for `fit`: the nearest possible
//                          length, in samples, is `samples`. `changes` is what `fit` chose:
//                          {holds: {NAME: ms}, sets: {NAME: n}, reps: {NAME: n}, pace}.
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
//   hold: {values: [ms], written: ms | null},        null: there is none, or there are several;
//   sets: {values: [n], written: n | null},          `values` is empty if nothing can be chosen
//   reps: {values: [n], written: n | null},
//   firstSide: {values: ["right", "left"], written: SIDE}, onlySide: {values: [...], written},
//   guidance: {values: [...], written}, coaching: {values: [true, false], written},
//   countdown: {values, written}, pace: {values, written},
//   fit: {values: [minutes], written: minutes},      written: the length as it is written
//   stretches: [{name, title, figure: name | null, language, position: "standing" | ... | null,
//     plays: n,                                      how often it is played, in all rounds
//     rounds: n, sides: bool,
//     hold: {values, written} | null, sets: {values, written} | null,
//     reps: {values, written} | null}]}              null: the stretch does not have it
//   `values` always has `written` in it, in ascending order.
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
