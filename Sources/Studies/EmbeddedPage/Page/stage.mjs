// The stage: which scene the reader is at, what is drawn when, keys, addresses and copying.
import { showAllDigits, showsAllDigits, story } from "./story.mjs";
import { change, now, onChange, settings, showControl } from "./settings.mjs";
import { addressOf, partsOf, readSettings, showNotes } from "./address.mjs";
import { stopMotion, wantsNoMotion } from "./motion.mjs";
import { fitScreen } from "./sheet.mjs";
import { commandMarkup, heads, rows } from "./drawing.mjs";

/**
 * A scene: `draw` shows the settings, `say` is the sentence with its numbers, `values` are these as a table, the names of
 * its columns first, `command` prints them; `start` is called
 * once, `changed` when a setting has changed, before the drawing.
 * @typedef {{ id: string, name: string, settings: Record<string, string>, standardOf?: Record<string, () => number>,
 *   fixed?: Record<string, number | null>, start: (changed: (ids: string[], isSettled: boolean) => void) => void,
 *   changed?: (key: string) => void, draw: () => void, values?: () => string[][], say: () => string, command: () => string }} Scene
 */

/** @param {Scene[]} scenes */
export function openStage(scenes) {
  /** @type {(scene: Scene) => any} */
  const headingOf = (scene) => document.querySelector(`#${scene.id} :is(h1, h2)`);
  const places = new Map(scenes.map((scene) => [scene.id, document.getElementById(scene.id)]));
  let current = scenes[0];
  let isPresented = false;
  /** @type {Set<string>} */
  const waiting = new Set();

  document.getElementById("scenes").innerHTML = scenes.map(({ id, name }) => `<li><a href="#${id}">${name}</a></li>`).join("");
  for (const code of document.querySelectorAll("details code")) code.innerHTML = commandMarkup(code.textContent);
  const links = [...document.querySelectorAll("nav a")];
  for (const scene of scenes) {
    const place = places.get(scene.id);
    place.insertAdjacentHTML("beforeend", '<p class="source"></p>');
    place.querySelector(".command button")?.setAttribute("aria-label", `Copy the command: ${scene.name}`);
    headingOf(scene).tabIndex = -1;
  }

  function show(scene, isSettled) {
    const place = places.get(scene.id);
    // Set before the drawing, whose height may depend on the height of the text.
    const code = place.querySelector(".command code");
    if (code) code.innerHTML = commandMarkup(scene.command());
    scene.draw();
    const say = place.querySelector(".say");
    if (say) {
      // Read aloud when a movement ends, not in every frame of it.
      say.setAttribute("aria-busy", String(!isSettled));
      say.innerHTML = scene.say();
    }
    const table = place.querySelector("table.values");
    if (isSettled && table) {
      const [names, ...lines] = scene.values();
      heads(table.querySelector("thead"), names);
      rows(table.querySelector("tbody"), lines);
    }
  }

  // A key that is held down moves a slider more often than browsers allow an address to change.
  let [lastWrite, writeTimer] = [-Infinity, 0];
  function write() {
    clearTimeout(writeTimer);
    const wait = lastWrite + 300 - performance.now();
    if (wait > 0) {
      writeTimer = setTimeout(write, wait);
      return;
    }
    lastWrite = performance.now();
    const address = addressOf(current, isPresented);
    if (location.hash !== address && !(address === "#s0" && location.hash === "")) history.replaceState(null, "", address);
  }

  // Draws the scenes in view now, others when there is time.
  let timer = 0;
  function changed(ids, isSettled) {
    for (const id of ids) {
      if (id === current.id) show(current, isSettled);
      else waiting.add(id);
    }
    clearTimeout(timer);
    timer = setTimeout(drawWaiting, 60);
    if (isSettled) write();
  }
  function drawWaiting() {
    for (const scene of scenes) if (waiting.delete(scene.id)) show(scene, true);
  }
  const drawAll = () => {
    waiting.clear();
    for (const scene of scenes) show(scene, true);
  };

  function mark() {
    links.forEach((link, i) => link.setAttribute("aria-current", String(scenes[i] === current)));
    links[scenes.indexOf(current)].scrollIntoView({ block: "nearest", inline: "nearest" });
    for (const scene of scenes) places.get(scene.id).classList.toggle("on", scene === current);
  }
  function present(isWanted) {
    isPresented = isWanted;
    document.body.classList.toggle("present", isPresented);
    const button = document.getElementById("present");
    button.setAttribute("aria-pressed", String(isPresented));
    button.textContent = isPresented ? "Leave projector" : "Projector";
    fitScreen(isPresented);
  }
  function go(scene, isSmooth = false, takesFocus = true) {
    stopMotion();
    current = scene;
    mark();
    if (isPresented) scrollTo(0, 0);
    else places.get(scene.id).scrollIntoView({ behavior: isSmooth && !wantsNoMotion() ? "smooth" : "auto" });
    if (isPresented) show(scene, true);
    write();
    // The next stop of Tab is in the scene.
    const place = places.get(scene.id);
    if (takesFocus && !place.contains(document.activeElement)) headingOf(scene).focus({ preventScroll: true });
  }

  document.querySelector("nav").addEventListener("click", (event) => {
    const link = /** @type {any} */ (event.target).closest("a");
    if (!link) return;
    event.preventDefault();
    go(scenes[links.indexOf(link)], true);
  });
  document.addEventListener("keydown", (event) => {
    const target = /** @type {any} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("textarea, select, input:not([type=range], [type=radio], [type=checkbox])")) return;
    const at = scenes.indexOf(current);
    if (event.key === "PageDown" || event.key === "PageUp") {
      const next = scenes[at + (event.key === "PageDown" ? 1 : -1)];
      event.preventDefault();
      if (next) go(next);
    } else if (event.key === "p" || event.key === "P") {
      present(!isPresented);
      drawAll();
      go(current);
    } else if (event.key === "d" || event.key === "D") toggleDigits();
    else if (/^[0-8]$/.test(event.key) && scenes[Number(event.key)]) go(scenes[Number(event.key)]);
  });
  const toggleDigits = () => {
    showAllDigits(!showsAllDigits());
    document.getElementById("digits").setAttribute("aria-pressed", String(showsAllDigits()));
    drawAll();
  };
  document.getElementById("digits").addEventListener("click", toggleDigits);
  document.getElementById("present").addEventListener("click", () => {
    present(!isPresented);
    drawAll();
    go(current, false, false);
  });
  document.addEventListener("new-noise", () => change("draw", (now.draw + 1) % settings.get("draw").values.length));

  document.addEventListener("click", async (event) => {
    const button = /** @type {any} */ (event.target).closest(".command button, .commands button");
    if (!button) return;
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = document.execCommand("copy") ? "Copied" : "Press Ctrl+C";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });

  // The scene in the middle of the window is the reader's.
  let hasScrolled = false;
  for (const kind of ["wheel", "touchmove", "keydown"]) addEventListener(kind, () => { hasScrolled = true; }, { passive: true });
  document.documentElement.addEventListener("mousedown", (event) => { hasScrolled ||= event.target === document.documentElement; });
  const observer = new IntersectionObserver(() => {
    if (isPresented || !hasScrolled) return;
    // Where the scenes are now: an observation may be a moment old.
    const middle = 0.48 * innerHeight;
    const scene = scenes.find(({ id }) => {
      const { top, bottom } = places.get(id).getBoundingClientRect();
      return top <= middle && bottom > middle;
    });
    if (!scene || scene === current) return;
    current = scene;
    mark();
    write();
  }, { rootMargin: "-45% 0px -50% 0px" });

  // Sets the page to an address.
  function read() {
    const { id, query, isOld } = partsOf(location.hash);
    const scene = scenes.find((one) => one.id === id);
    const isPlace = !scene && location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (isPlace) return null;
    const notes = scene ? readSettings(scene, query, scene.fixed) : [];
    if (!scene && location.hash.length > 1) notes.push(`${location.hash.slice(0, 30)} is not known here`);
    for (const key of settings.keys()) showControl(key);
    for (const one of scenes) for (const key of Object.keys(one.settings)) one.changed?.(key);
    showNotes(notes);
    present(new URLSearchParams(isOld ? "" : query).get("present") === "1");
    return scene ?? scenes[0];
  }

  onChange((key, ids, isSettled) => {
    showNotes([]);
    for (const scene of scenes) if (ids.includes(scene.id)) scene.changed?.(key);
    changed(ids, isSettled);
  });
  history.scrollRestoration = "manual";
  for (const scene of scenes) scene.start(changed);
  const begin = read();
  if (begin) current = begin;
  mark();
  show(current, true);
  for (const scene of scenes) if (scene !== current) waiting.add(scene.id);
  // The first picture comes before the others.
  requestAnimationFrame(() => setTimeout(() => {
    drawWaiting();
    if (begin && begin !== scenes[0] || isPresented) go(current, false, false);
    else if (begin && location.hash.length > 1) write();
    // Not before the browser has done its own scrolling to the address.
    setTimeout(() => {
      if (!hasScrolled && current !== scenes[0] && !isPresented) places.get(current.id).scrollIntoView();
      for (const place of places.values()) observer.observe(place);
    }, 200);
  }, 0));
  addEventListener("hashchange", () => {
    const found = read();
    if (!found) return;
    current = found;
    drawAll();
    go(found);
  });
  let size = "";
  addEventListener("resize", () => {
    const next = `${innerWidth} ${innerHeight}`;
    // The bar of a phone's browser comes and goes; the drawings do not jump with it.
    if (size.split(" ")[0] === String(innerWidth) && innerWidth <= 800) return;
    size = next;
    fitScreen(isPresented);
    drawAll();
  });
  for (const kind of ["beforeprint", "afterprint"]) {
    addEventListener(kind, () => {
      document.body.classList.toggle("printed", kind === "beforeprint");
      fitScreen(isPresented);
      for (const scene of scenes) {
        const place = places.get(scene.id).querySelector(".source");
        place.textContent = `${location.href.split("#")[0]}${addressOf(scene)}`;
      }
      drawAll();
    });
  }
  document.getElementById("version").textContent = story.version;
}
