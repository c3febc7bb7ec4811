// Signals: those of the table, what a family makes of them, and how they are drawn.
import { story } from "./story.mjs";
import { now } from "./settings.mjs";
import { coefficients, denoised } from "./transform.mjs";

/** What the first screen shows: the story's own data, or the reader's. @type {any} */
export const first = story.first ?? { signals: story.signals, draws: story.draws };

/** @type {Map<string, any>} */
const knownSignals = new Map();

// A noisy signal of the first screen or of the story, with its coefficients.
export function drawnSignal(source, position) {
  const key = `${source === first ? "first" : "story"} ${position}`;
  if (!knownSignals.has(key)) {
    const { y, noise } = source.draws[position];
    const clean = noise.map((_, i) => y.length === 1 ? y[0] : y[i]);
    const noisy = clean.map((level, i) => level + source.signals.sigma * noise[i]);
    knownSignals.set(key, { clean, noisy, transformed: coefficients(noisy, source.basis) });
  }
  return knownSignals.get(key);
}

// The signal after a denoiser with given eigenvalues.
export const cleaned = (source, signal, entry) => denoised(entry.runs, signal.transformed, source.basis);

// The signal of scenes with a single panel.
const own = { signals: story.signals, draws: story.draws };
export const ownSignal = () => drawnSignal(own, now.draw);
export const ownCleaned = (runs) => denoised(runs, ownSignal().transformed, undefined);

// The range of all noisy signals, so that it does not depend on the draw.
export function rangeOf(source) {
  let [low, high] = [0, 0];
  source.draws.forEach((_, i) => {
    for (const x of drawnSignal(source, i).noisy) { low = Math.min(low, x); high = Math.max(high, x); }
  });
  return { min: low, max: high };
}

// A signal in a box: zero, the clean level as a hairline, the curve.
export function drawSignal(sheet, box, axis, values, clean, style) {
  const x = (i) => box.left + i / Math.max(values.length - 1, 1) * (box.right - box.left);
  const y = (v) => box.bottom + (v - axis.min) / (axis.max - axis.min) * (box.top - box.bottom);
  sheet.line([[box.left, y(0)], [box.right, y(0)]], "grid");
  sheet.text(box.left - 6, y(0) + 5, "0", "soft", "end");
  if (style !== "clean") sheet.line(clean.map((v, i) => [x(i), y(v)]), "hair");
  sheet.line(values.map((v, i) => [x(i), y(v)]), `curve signal ${style}`);
}
