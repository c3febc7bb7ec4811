// Motion and dragging: one motion at a time, and none for readers who prefer reduced motion.

/** @type {number} */
let frame = 0;
/** @type {any} */
let timer = 0;
/** @type {(() => void) | null} */
let whenStopped = null;

export const wantsNoMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Stops what moves, where it is.
export function stopMotion() {
  cancelAnimationFrame(frame);
  clearTimeout(timer);
  frame = 0;
  const stopped = whenStopped;
  whenStopped = null;
  stopped?.();
}

// Calls `step` with 0 … 1 over `duration` milliseconds, or at once with 1 if motion is off; then, after `hold`, `end`.
/** @param {number} duration @param {(part: number) => void} step @param {() => void} end @param {number} hold */
export function move(duration, step, end = () => {}, hold = 0) {
  stopMotion();
  const finish = () => {
    if (hold) timer = setTimeout(stopMotion, hold);
    else stopMotion();
  };
  if (wantsNoMotion()) {
    whenStopped = end;
    step(1);
    finish();
    return;
  }
  const start = performance.now();
  whenStopped = end;
  const tick = (now) => {
    const part = Math.min(1, Math.max(0, (now - start) / duration));
    step(part);
    if (part < 1) frame = requestAnimationFrame(tick);
    else finish();
  };
  frame = requestAnimationFrame(tick);
}

// Slow at both ends.
export const eased = (part) => part < 0.5 ? 2 * part * part : 1 - 2 * (1 - part) * (1 - part);

// The position of a pointer in the pixels of a drawing, independent of its displayed size.
/** @param {any} event @param {any} element The drawing or an element that contains it. */
export function placeOf(event, element) {
  const svg = element.matches("svg") ? element : element.querySelector("svg");
  const box = svg.getBoundingClientRect();
  const { width, height } = svg.viewBox.baseVal;
  return [(event.clientX - box.left) * width / box.width, (event.clientY - box.top) * height / box.height];
}

// Follows the pointer on a drawing. `take` says what is taken at a point, or null for nothing; `pull` moves it.
/**
 * @param {any} svg
 * @param {{ take: (x: number, y: number, target: Element) => any, pull: (x: number, y: number, taken: any) => void, drop?: (taken: any) => void }} handle
 */
export function dragged(svg, { take, pull, drop = () => {} }) {
  let taken = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const [x, y] = placeOf(event, svg);
    taken = take(x, y, event.target);
    if (taken === null) return;
    stopMotion();
    svg.setPointerCapture(event.pointerId);
    svg.classList.add("grabbing");
    pull(x, y, taken);
  });
  svg.addEventListener("pointermove", (event) => {
    if (taken !== null) {
      const [x, y] = placeOf(event, svg);
      pull(x, y, taken);
    };
  });
  const end = () => {
    if (taken === null) return;
    const dropped = taken;
    taken = null;
    svg.classList.remove("grabbing");
    drop(dropped);
  };
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
}
