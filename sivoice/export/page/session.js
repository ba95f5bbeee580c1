// Looks up what belongs to a moment of the session, and finds a place of it in another version.

let session = written;

const stageAt = (time) => at(session.stages, time);

const chapterAt = (time) => session.chapters[stageAt(time).chapter];

const countAt = (time) => {
  const count = session.counts[indexAt(session.counts, time)];
  return count && time < count.end - NEARLY ? count : null;
};

const wordsAt = (time, from) => {
  for (let i = indexAt(session.lines, time); i >= 0; i--) {
    const line = session.lines[i];
    if (line.start < from - NEARLY) return null;
    if (line.words) return line;
  }
  return null;
};

// The stage after that of a moment: what it calls `next`.
const nextStage = (time) => session.stages[Math.max(0, indexAt(session.stages, time)) + 1] ?? null;

// Where the sides begin, in order. A side has several stages.
const sides = () => [...new Set(session.stages.map((stage) => stage.again))].sort((a, b) => a - b);

// How often this stretch was played before a chapter: rounds play it again.
const round = (data, index) => data.chapters.slice(0, index)
  .filter((one) => one.stretch === data.chapters[index].stretch
    && one.title === data.chapters[index].title).length;

// The lines of a stage's chapter and side. Their order stays when a hold becomes longer.
const linesOf = (data, chapter, where) => {
  const { start, end } = data.chapters[chapter];
  return data.lines.filter((line) => line.start >= start - NEARLY && line.start < end - NEARLY
    && at(data.stages, line.start).where === where);
};

const sameLine = (line) => line.words ?? "";

// Describes a moment such that `timeOf` finds it in another version of the session.
const placeOf = (data, time) => {
  const { chapter, where } = at(data.stages, time);
  const lines = linesOf(data, chapter, where);
  const index = indexAt(lines, time);
  const alike = lines.slice(0, index + 1).filter((one) => sameLine(one) === sameLine(lines[index]));
  return {
    chapter: data.chapters[chapter],
    round: round(data, chapter),
    where,
    words: index < 0 ? null : sameLine(lines[index]),
    nth: alike.length - 1,
    after: time - (index < 0 ? data.chapters[chapter].start : lines[index].start),
    share: time / data.duration,
  };
};

// The same step, or else the start of its side, of its stretch, or as much of the session.
const timeOf = (data, place) => {
  const chapter = data.chapters.findIndex((one, i) => one.stretch === place.chapter.stretch
    && one.title === place.chapter.title && round(data, i) === place.round);
  if (chapter < 0) return at(data.stages, place.share * data.duration).again;
  const lines = linesOf(data, chapter, place.where);
  const line = lines.filter((one) => sameLine(one) === place.words)[place.nth];
  if (!line && place.words !== null) {
    const side = data.stages.find((one) => one.chapter === chapter && one.where === place.where);
    return (side ?? data.chapters[chapter]).start;
  }
  const start = line ? line.start : data.chapters[chapter].start;
  const next = data.lines.find((one) => one.start > start + NEARLY);
  const hold = data.counts.find((one) => Math.abs(one.start - start) < NEARLY);
  const end = hold ? hold.end : next ? next.start : data.chapters[chapter].end;
  return Math.max(start, Math.min(start + place.after, end - 0.1));
};
