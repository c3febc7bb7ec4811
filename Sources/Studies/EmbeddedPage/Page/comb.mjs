// The comb: all eigenvalues of T, one column each, the signal's first.

// The places of the columns of n directions in a box.
export function combPlaces(box, n) {
  const width = box.right - box.left;
  const signal = Math.max(10, width * 0.035);
  const start = box.left + signal + 14;
  const step = (box.right - start) / (n - 1);
  return { signal, start, step, edge: (count) => start + Math.min(Math.max(count, 0), n - 1) * step };
}

/**
 * @param {any} sheet
 * @param {{ left: number, right: number, top: number, bottom: number }} box
 * @param {(t: number) => number} y
 * @param {{ runs: number[][], target: number, n: number, style: string, free: string }} comb The runs of
 *   eigenvalues: how many, the eigenvalue, and 1 where it is forced; the best linear one of the signal.
 */
export function drawComb(sheet, box, y, { runs, target, n, style, free }) {
  const { signal, start, step, edge } = combPlaces(box, n);
  const [[, t, isForced], ...others] = runs;
  if (t > 0) sheet.rect(box.left, y(t), box.left + signal, box.bottom, `full ${isForced ? style : free}`);
  let count = 0;
  for (const [size, gain, forced] of others) {
    const name = forced ? style : free;
    for (let i = count; i < count + size; i += 1) {
      const [left, right] = [start + i * step, start + (i + 1) * step - Math.min(1.2, step / 4)];
      if (gain > 0.003) sheet.rect(left, y(gain), right, box.bottom, `wash ${name}`);
      else if (!forced) sheet.line([[left, box.bottom + 3], [right, box.bottom + 3]], `curve thin ${name}`);
    }
    if (forced && size) sheet.line([[edge(count), y(gain)], [edge(count + size), y(gain)]], `curve ${name}`);
    count += size;
  }
  // The best linear denoiser: the signal nearly whole, all noise silenced.
  sheet.line([[box.left - 4, y(target)], [box.left + signal + 4, y(target)]], "curve linear");
  sheet.line([[start, box.bottom], [box.right, box.bottom]], "curve linear");
}
