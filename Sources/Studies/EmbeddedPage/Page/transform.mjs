// The page's one computation: a denoiser with given eigenvalues, applied to a signal.

// cos(πj(2i+1)/(2n)) for all multiples of π/(2n).
const cosineTables = new Map();
function cosines(n) {
  if (!cosineTables.has(n)) cosineTables.set(n, Float64Array.from({ length: 4 * n }, (_, i) => Math.cos(Math.PI * i / (2 * n))));
  return cosineTables.get(n);
}

// Coefficients in the orthonormal basis: cosines from slow to fast, the first of them constant, or the columns of
// a matrix.
export function coefficients(signal, basis) {
  const n = signal.length;
  if (basis) return basis.map((vector) => vector.reduce((sum, v, i) => sum + v * signal[i], 0));
  const table = cosines(n);
  return Array.from({ length: n }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += signal[i] * table[j * (2 * i + 1) % (4 * n)];
    return sum * Math.sqrt((j ? 2 : 1) / n);
  });
}

// T x from the coefficients of x and the runs of eigenvalues: [how many, eigenvalue, …] in the order of the basis.
export function denoised(runs, transformed, basis) {
  const n = transformed.length;
  const scaled = [];
  for (const [count, gain] of runs) for (let i = 0; i < count; i += 1) scaled.push(gain * transformed[scaled.length]);
  const result = new Array(n).fill(0);
  const table = basis ? null : cosines(n);
  scaled.forEach((coefficient, j) => {
    if (coefficient === 0) return;
    if (basis) {
      for (let i = 0; i < n; i += 1) result[i] += coefficient * basis[j][i];
      return;
    }
    const factor = coefficient * Math.sqrt((j ? 2 : 1) / n);
    for (let i = 0; i < n; i += 1) result[i] += factor * table[j * (2 * i + 1) % (4 * n)];
  });
  return result;
}
