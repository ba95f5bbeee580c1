// Writes doses as therapists do: `2 × 30 s each side`.

const inShort = (ms) => {
  const [minutes, seconds] = [Math.floor(ms / 60000), (ms % 60000) / 1000];
  const parts = [minutes && `${minutes} min`, (seconds || !minutes) && `${seconds} s`];
  return parts.filter(Boolean).join(" ");
};

const inMinutes = (number) => (
  fill(number === 1 ? labels["minute-of"] : labels["minutes-of"], { number })
);

const sidesInWords = (stretch) => {
  if (!stretch.sides) return "";
  const only = choices.onlySide ?? engine.offer.onlySide.written;
  return { right: labels["only-right"], left: labels["only-left"] }[only] ?? labels["each-side"];
};

const doseInWords = (stretch) => {
  if ((choices.skip ?? []).includes(stretch.name)) return labels["left-out"];
  const [hold, sets, reps] = ["hold", "sets", "reps"].map((dose) => doseOf(stretch, dose));
  const time = hold === null ? "" : inShort(hold);
  const each = reps === null ? time : fill(labels["reps-of"], { reps });
  const amount = sets > 1 && each ? `${sets} × ${each}` : each;
  const held = reps !== null && time ? fill(labels["hold-of"], { time }) : "";
  return [[amount, sidesInWords(stretch)].filter(Boolean).join(" "), held]
    .filter(Boolean).join(", ");
};

const problemInWords = (problem) => {
  if (problem.kind === "nothing") return labels["problem-nothing"];
  if (problem.samples && problem.kind !== "long") {
    return fill(labels["problem-fit"], { time: clock(problem.samples / 44100) });
  }
  return problem.kind === "long" ? labels["problem-long"] : labels.trouble;
};
