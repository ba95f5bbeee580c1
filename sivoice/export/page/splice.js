// Runs -> MP3: what sivoice/export/mp3.py, and `silence` and `cut` of sivoice/export/frames.py do.
// The bytes are the same, without the tag. Change them together.
//
//   const sound = Splice.open(table, base64);          once: {rings, pad, quality,
//                                                      runs: [[key, size]]}
//   const bytes = Splice.splice(timeline, sound);      throws if a run is missing
//   element.src = Splice.url(bytes);
"use strict";
const Splice = (() => {
  const TYPE = "audio/mpeg";
  const BITRATE = 64;
  // MPEG-1 Layer III, no CRC, 64 kbit/s, 44.1 kHz, no padding, mono, original.
  const HEADER = [0xff, 0xfb, 0x50, 0xc4];
  const PADDED = 0x02;
  const FRAME_BYTES = 208;
  const ENCODER_DELAY = 576;
  const DECODER_DELAY = 529;
  const PADDING_LIMIT = 0xfff;
  const SIDE_INFO_BYTES = 17;
  // In the side info, the first of the eight bits of the gain of each of a frame's two granules.
  const GAINS = [39, 98];
  // How far the gain of each of a pad's last granules is lowered, in steps of 1.5 dB.
  const FADE_OUT = [0, 0, 1, 1, 2, 3, 5, 7, 9, 13, 19, 31];
  // Where the checksum is, of all bytes before it.
  const CHECKED = 175;

  // The size in bytes of this many frames at our bitrate: 10240/49 bytes for each.
  const sizeOf = (frames) => Math.floor(frames * 10240 / 49);

  // How many frames are in this many bytes. They differ in size only by the padding byte.
  const framesIn = (size) => Math.round(size * 49 / 10240);

  // Decode base64.
  const decoded = (base64) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  };

  // Encode as base64, in pieces that `apply` can take.
  const encoded = (bytes) => {
    if (bytes.toBase64) return bytes.toBase64();
    const PIECE = 3 << 13;
    const pieces = [];
    for (let at = 0; at < bytes.length; at += PIECE) {
      pieces.push(btoa(String.fromCharCode.apply(null, bytes.subarray(at, at + PIECE))));
    }
    return pieces.join("");
  };

  // The frames of every run that a page carries, by key.
  const open = (table, base64) => {
    const bytes = decoded(base64);
    const runs = new Map();
    let at = 0;
    for (const [key, size] of table.runs) {
      runs.set(key, bytes.subarray(at, at + size));
      at += size;
    }
    if (at !== bytes.length) throw new Error(`${bytes.length} bytes of sound, not ${at}`);
    return { rings: table.rings, pad: table.pad, quality: table.quality, runs };
  };

  // The first frames of a long pad, the last of them faded out.
  const cut = (frames, count) => {
    const starts = [];
    let end = 0;
    for (let i = 0; i < count; i++) {
      starts.push(end);
      end += FRAME_BYTES + (frames[end + 2] & PADDED ? 1 : 0);
    }
    const faded = frames.slice(0, end);
    const first = count - FADE_OUT.length / 2;
    FADE_OUT.forEach((step, i) => lower(faded, starts[first + (i >> 1)] + 4, GAINS[i % 2], step));
    return faded;
  };

  // Lower eight bits of the side info that begins at `at`, to not less than 0.
  const lower = (bytes, at, bit, step) => {
    const byte = at + (bit >> 3);
    const shift = 8 - (bit & 7);
    const both = bytes[byte] << 8 | bytes[byte + 1];
    const lowered = both - (Math.min(both >> shift & 0xff, step) << shift);
    bytes[byte] = lowered >> 8;
    bytes[byte + 1] = lowered & 0xff;
  };

  // Where each run goes: its first frame and its bytes.
  const placed = (timeline, sound) => Arrange.runs(timeline, sound).map((run) => {
    const key = Arrange.key(run, sound);
    const frames = sound.runs.get(key);
    if (!frames) throw new Error(`no sound for ${key}`);
    const count = Arrange.framesOfPad(run, sound);
    const first = run[0].start / Arrange.GRID;
    return { first, frames: count === null ? frames : cut(frames, count) };
  });

  const splice = (timeline, sound) => {
    const pieces = placed(timeline, sound);
    const last = pieces.length ? pieces[pieces.length - 1] : null;
    const sounding = pieces.reduce((sum, piece) => sum + piece.frames.length, 0);
    const atLeast = Math.floor(timeline.samples / Arrange.GRID) + 1;
    const end = Math.max(atLeast, last ? last.first + framesIn(last.frames.length) : 0);
    const bytes = new Uint8Array((end + 1) * (FRAME_BYTES + 1) + sounding);
    let at = 0;
    let size = 0;

    // Frames of silence up to a frame, padded so that the stream returns to its bitrate.
    const silence = (until) => {
      for (; at < until; at++) {
        const padded = size + FRAME_BYTES + 1 <= sizeOf(at + 1);
        bytes.set(HEADER, FRAME_BYTES + size);
        if (padded) bytes[FRAME_BYTES + size + 2] |= PADDED;
        size += FRAME_BYTES + padded;
      }
    };

    for (const { first, frames } of pieces) {
      silence(first);
      bytes.set(frames, FRAME_BYTES + size);
      size += frames.length;
      at = first + framesIn(frames.length);
    }
    silence(end);
    bytes.set(infoFrame(timeline.samples, end, FRAME_BYTES + size, sound.quality));
    return bytes.subarray(0, FRAME_BYTES + size);
  };

  // The Info header: a silent frame that gives the exact length. `frames` is the number of frames
  // after it, `size` the size of all frames including this one.
  const infoFrame = (samples, frames, size, quality) => {
    const padding = frames * Arrange.GRID - ENCODER_DELAY - samples;
    if (padding < DECODER_DELAY || padding > PADDING_LIMIT) throw new Error(`padding ${padding}`);
    const frame = new Uint8Array(FRAME_BYTES);
    const view = new DataView(frame.buffer);
    let at = 0;
    const byte = (value) => { frame[at++] = value; };
    const int = (value) => { view.setUint32(at, value); at += 4; };
    const text = (value) => { for (const char of value) byte(char.charCodeAt(0)); };

    HEADER.forEach(byte);
    at += SIDE_INFO_BYTES;
    text("Info");
    int(0x0f); // it has frames, bytes, a table of contents and a quality
    int(frames);
    int(size);
    for (let i = 0; i < 100; i++) byte(Math.floor(i * 256 / 100));
    int(quality);
    text("LAME3.100");
    byte(0x01); // revision 0 of this header, constant bitrate
    at += 1 + 4 + 2 + 2 + 1; // low-pass filter, peak, ReplayGain, flags: unspecified
    byte(BITRATE);
    byte(ENCODER_DELAY >> 4);
    byte((ENCODER_DELAY & 0x0f) << 4 | padding >> 8);
    byte(padding & 0xff);
    at += 1 + 1 + 2; // noise shaping, gain, preset: unspecified
    int(size);
    at += 2; // checksum of the sound: unspecified
    view.setUint16(CHECKED, crc16(frame.subarray(0, CHECKED)));
    return frame;
  };

  // CRC-16/ARC.
  const crc16 = (bytes) => {
    let value = 0;
    for (const byte of bytes) {
      value ^= byte;
      for (let bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xa001 : 0);
    }
    return value;
  };

  // Phones can play and seek a data URL, but not a blob URL.
  const url = (bytes) => `data:${TYPE};base64,${encoded(bytes)}`;

  return { open, splice, url };
})();
