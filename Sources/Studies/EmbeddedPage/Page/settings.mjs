// The settings of the story: which there are, their controls, and what hears of a change.
import { nearestPosition, story } from "./story.mjs";
import { escaped } from "./drawing.mjs";

/**
 * A setting: its values, numbers or words, and how it is called in addresses and aloud.
 * @typedef {{ name: string, values: (number | string)[], standard: number, scenes: string[], words: (i: number) => string, choices?: (i: number) => string }} Setting
 */

/** @type {Map<string, Setting>} */
export const settings = new Map();
/** The position of each setting. @type {Record<string, number>} */
export const now = {};
/** @type {((key: string, scenes: string[], isSettled: boolean) => void)[]} */
const listeners = [];

/** @param {string} key @param {Setting} setting */
export function addSetting(key, setting) {
  settings.set(key, setting);
  now[key] = setting.standard;
}

export const onChange = (listener) => { listeners.push(listener); };

// Sets one; a final value is also read aloud and put into the address.
export function change(key, position, isSettled = true) {
  const setting = settings.get(key);
  now[key] = Math.min(Math.max(position, 0), setting.values.length - 1);
  showControl(key);
  for (const listener of listeners) listener(key, setting.scenes, isSettled);
}

export const valueOf = (key) => settings.get(key).values[now[key]];

// The rows k are one setting for the whole story.
export const rowsOf = () => Number(story.signals.k[now.k]);

// The position of the story's k in a separate list of k; the last one if k is larger.
export const positionOfRows = (list) => nearestPosition(list, Math.min(rowsOf(), list[list.length - 1]));

/** @type {Map<string, { sliders: any[], choices: any[] }>} */
const controls = new Map();
const controlsOf = (key) => {
  if (!controls.has(key)) controls.set(key, { sliders: [], choices: [] });
  return controls.get(key);
};

// The filled fraction of a slider's track.
export const fill = (slider) => slider.style.setProperty("--filled", `${100 * (slider.value - slider.min) / (slider.max - slider.min || 1)}%`);

/** @param {string} key @param {string} name @param {() => void} begun Called when the reader takes the slider. */
export function bindSlider(key, name, begun) {
  const slider = /** @type {any} */ (document.getElementById(name));
  slider.max = settings.get(key).values.length - 1;
  slider.addEventListener("input", () => {
    // A stopped animation may set the slider.
    const position = Number(slider.value);
    begun();
    change(key, position, false);
  });
  slider.addEventListener("change", () => change(key, Number(slider.value)));
  controlsOf(key).sliders.push(slider);
  showControl(key);
}

/** @param {string} key @param {string} name @param {() => void} begun */
export function bindChoice(key, name, begun) {
  const setting = settings.get(key);
  const place = document.getElementById(name);
  const texts = setting.values.map((_, i) => setting.choices ? setting.choices(i) : setting.words(i));
  place.insertAdjacentHTML("beforeend", texts.map((text, i) =>
    `<label><input type="radio" name="${name}" value="${i}"><span>${escaped(text)}</span></label>`).join(""));
  const inputs = [...place.querySelectorAll("input")];
  inputs.forEach((input, i) => input.addEventListener("change", () => { begun(); change(key, i); }));
  controlsOf(key).choices.push(inputs);
  showControl(key);
}

export function showControl(key) {
  const found = controls.get(key);
  if (!found) return;
  const text = settings.get(key).words(now[key]);
  for (const slider of found.sliders) {
    slider.value = String(now[key]);
    fill(slider);
    slider.setAttribute("aria-valuetext", text);
    slider.parentElement.querySelector("output").textContent = text;
  }
  for (const inputs of found.choices) inputs.forEach((input, i) => { input.checked = i === now[key]; });
}
