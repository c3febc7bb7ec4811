// The page: its scenes in their order.
import { story } from "./story.mjs";
import { addSetting } from "./settings.mjs";
import { denoiseScene } from "./scene-denoise.mjs";
import { forcedScene } from "./scene-forced.mjs";
import { numberScene } from "./scene-number.mjs";
import { parityScene } from "./scene-parity.mjs";
import { shrinkingScene } from "./scene-shrinking.mjs";
import { wallScene } from "./scene-wall.mjs";
import { momentumScene } from "./scene-momentum.mjs";
import { speechScene } from "./scene-speech.mjs";
import { exploreScene } from "./scene-explore.mjs";
import { openStage } from "./stage.mjs";

const rowsOfStory = story.signals.k;
addSetting("k", {
  name: "k", values: rowsOfStory, standard: rowsOfStory.indexOf(10), scenes: ["s8", "s1", "s2", "s4", "s6", ...(story.first ? [] : ["s0"])],
  words: (i) => `k = ${rowsOfStory[i]} of ${story.signals.n}`,
});
openStage([
  denoiseScene(), forcedScene(), numberScene(), parityScene(), shrinkingScene(), wallScene(), momentumScene(), speechScene(),
  exploreScene(),
]);
