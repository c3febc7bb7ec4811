// Scene 7: spoken sentences.
import { digits, story } from "./story.mjs";
import { addSetting, bindChoice, change, now } from "./settings.mjs";
import { Sheet } from "./sheet.mjs";
import { eased, move, stopMotion } from "./motion.mjs";

export function speechScene() {
  const place = document.getElementById("s7");
  const svg = place.querySelector("svg");
  const table = story.speech;
  addSetting("led", { name: "start", values: ["small", "continuation"], standard: 0, scenes: ["s7"], words: (i) => i ? "by continuation" : "from small R" });
  // How far the dots are on their way; between the two tables they are a picture.
  let part = 0;

  return {
    id: "s7",
    name: "Speech",
    settings: { led: "start" },
    start(changed) {
      const go = () => {
        const [from, to] = [part, now.led];
        move(900, (done) => { part = from + (to - from) * eased(done); changed(["s7"], false); }, () => { part = now.led; changed(["s7"], true); });
      };
      bindChoice("led", "s7-start", () => { stopMotion(); queueMicrotask(go); });
      document.getElementById("s7-play").addEventListener("click", () => {
        stopMotion();
        part = 0;
        change("led", 1, false);
        go();
      });
      part = now.led;
    },
    changed() { part = now.led; },
    draw() {
      const sheet = new Sheet(svg, { phone: 360, paper: 370 });
      const { width, height, isNarrow } = sheet;
      const plot = { left: 46, right: width - (isNarrow ? 10 : 120), top: 40, bottom: height - 56 };
      const x = (N) => plot.left + (N - 1.5) / 9 * (plot.right - plot.left);
      const y = (mse) => plot.bottom + (mse * 1000 - 3.2) / 2.8 * (plot.top - plot.bottom);
      sheet.text(plot.left - 30, 18, isNarrow ? "Error on held-out frames / 0.001" : "Mean squared error on held-out frames, in thousandths", "strong");
      sheet.levels(plot, (v) => y(v / 1000), [3.5, 4, 4.5, 5, 5.5, 6]);
      sheet.line([[plot.left, plot.bottom], [plot.right, plot.bottom]], "axis");
      sheet.marks(plot, x, [2, 3, 4, 5, 6, 7, 8, 9, 10]);
      sheet.text((plot.left + plot.right) / 2, plot.bottom + 44, "number N of steps", "", "middle");
      sheet.line([[plot.left, y(table.bilevel)], [plot.right, y(table.bilevel)]], "curve bilevel");
      sheet.text(plot.left + 10, y(table.bilevel) - 10, `bilevel ${digits(table.bilevel * 1000)}`, "is-bilevel");
      const parity = { 0: "even", 1: "odd" };
      table.small.forEach((start, i) => {
        const end = table.continued[i];
        const name = parity[start.N % 2];
        sheet.line([[x(start.N) - 14, y(start.theory)], [x(start.N) + 14, y(start.theory)]], "curve thin clean");
        if (name === "odd" && part > 0.02) {
          sheet.dot(x(start.N), y(start.mse), 6, "start");
          sheet.line([[x(start.N), y(start.mse) + 8], [x(start.N), y(start.mse + part * (end.mse - start.mse)) - 9]], "dots");
        }
        const mse = start.mse + part * (end.mse - start.mse);
        if (name === "odd") sheet.path(`M${x(start.N)} ${y(mse) - 9}l9 15h-18z`, "full odd");
        else sheet.dot(x(start.N), y(mse), 8, "full even");
      });
      const words = (list, N) => digits(list.find((row) => row.N === N).mse * 1000);
      if (!isNarrow) {
        sheet.text(plot.right + 12, y(table.small[8].mse) - 6, "even", "is-even");
        sheet.text(plot.right + 12, y(table.small[7].mse + part * (table.continued[7].mse - table.small[7].mse)) + 16, "odd", "is-odd");
        sheet.hint([[x(table.small[7].N) + 24, y(table.small[7].theory) + 5]], "dashes: theory");
      } else {
        const [even, odd] = [table.small[0], table.small[1]];
        sheet.hint([[x(even.N), y(even.mse + part * (table.continued[0].mse - even.mse)) + 26, "middle"]], "even", "is-even");
        sheet.hint([[x(odd.N), y(odd.mse + part * (table.continued[1].mse - odd.mse)) + (part > 0.5 ? 20 : -16), "middle"]], "odd", "is-odd");
        sheet.hint([[x(table.small[7].N) + 14, y(table.small[7].theory) + 19, "end"]], "dashes: theory");
      }
      const list = now.led ? table.continued : table.small;
      sheet.finish(`Held-out errors in thousandths, ${now.led ? "by continuation" : "from small R"}: ${list.map((row) => `N = ${row.N}: ${digits(row.mse * 1000)}`).join("; ")}. Bilevel ${words([{ N: 0, mse: table.bilevel }], 0)}.`);
    },
    say() {
      const list = now.led ? table.continued : table.small;
      const at = (N) => list.find((row) => row.N === N).mse * 1000;
      return now.led
        ? `By continuation: N = 2 <b>${digits(at(2))}</b>, N = 3 <b>${digits(at(3))}</b> thousandths, which theory promises. Bilevel ${digits(table.bilevel * 1000)}.`
        : `From small R: N = 2 <b>${digits(at(2))}</b>, N = 3 <b>${digits(at(3))}</b>, N = 9 <b>${digits(at(9))}</b> thousandths. No parity. Bilevel ${digits(table.bilevel * 1000)}.`;
    },
    command: () => "toy speech Data/speech --frame 64 --k 32 --omega learned --init small,continuation --coordinates plain",
  };
}
