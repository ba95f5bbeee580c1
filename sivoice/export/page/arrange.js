// Timeline -> the runs of its sound: what sivoice/sound/arrangement.py and `runs` of
// sivoice/export/frames.py do for a session without a pad. Change them together.
//
// A timeline is {samples, events: [{kind, start, length, clip}]}, in samples at 44100 Hz, in order.
// `clip` is an index into the page's clips, and null if the event makes no sound.
// `rings` has, for each clip, how long it can ring: [samples] of a chime, null of words.
"use strict";
const Arrange = (() => {
  // Samples of a frame. Every event starts on a multiple of it.
  const GRID = 1152;
  // A chime that cannot ring whole rings a multiple of this longer than it always does.
  const RING_STEP = 22050;

  // How long a chime rings: at most until two frames before the next sound, but never less than
  // its event lasts.
  const rung = (event, whole, until) => {
    const room = until - 2 * GRID - event.start;
    if (whole <= event.length || room < event.length) return event.length;
    if (whole <= room) return whole;
    return event.length + Math.floor((room - event.length) / RING_STEP) * RING_STEP;
  };

  // What sounds: {start, length, clip}, in order, each chime as long as it rings.
  const sounds = (timeline, rings) => {
    const clips = timeline.events.filter((event) => event.clip !== null && event.length > 0);
    return clips.map((event, i) => {
      const until = i + 1 < clips.length ? clips[i + 1].start : timeline.samples;
      const whole = rings[event.clip];
      const length = whole === null ? event.length : rung(event, whole, until);
      return { start: event.start, length, clip: event.clip };
    });
  };

  // The sounds in groups that are encoded as one. What starts before the last frame of a group
  // joins it. An encoded clip takes one frame more than its samples fill.
  const runs = (timeline, rings) => {
    const groups = [];
    let until = 0;
    for (const sound of sounds(timeline, rings)) {
      const frame = sound.start / GRID;
      if (groups.length && frame < until) groups[groups.length - 1].push(sound);
      else groups.push([sound]);
      until = Math.max(until, frame + Math.ceil(sound.length / GRID) + 1);
    }
    return groups;
  };

  // Identifies what is heard in a run, wherever it is: `offset,clip,length` of each sound.
  const key = (run) => run
    .map((sound) => `${sound.start - run[0].start},${sound.clip},${sound.length}`)
    .join(" ");

  return { GRID, runs, key };
})();
