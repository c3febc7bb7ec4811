// The modules together: the page has them as one script.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Script } from "node:vm";

const folder = new URL("../../Sources/Studies/EmbeddedPage/Page/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".mjs"));
const texts = new Map(names.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]));

test("a first paragraph says what a module is and what it imports; nothing else does", () => {
  for (const [name, text] of texts) {
    const end = text.indexOf("\n\n");
    assert.match(text.slice(0, end), /^\/\/ \S/, name);
    assert.doesNotMatch(text.slice(end), /^(import|export (default|\{|\*))/m, name);
    assert.ok(text.endsWith("\n") && !text.endsWith("\n\n"), name);
  }
});

test("each module is imported by another, except the one that the markup names", () => {
  const markup = readFileSync(new URL("explorer.html", folder), "utf8");
  for (const name of names) {
    const isNamed = markup.includes(`src="${name}"`);
    const isImported = [...texts.values()].some((text) => text.includes(`from "./${name}"`));
    assert.ok(isNamed !== isImported, name);
  }
});

test("they agree on every name of the one script that they become", () => {
  const script = [...texts.values()].map((text) => text.slice(text.indexOf("\n\n")).replace(/^export /gm, "")).join("");
  assert.doesNotThrow(() => new Script(`"use strict";${script}`));
});

test("no text has several lines, and no line ends inside a comment: the page has lines without their indentation", () => {
  for (const [name, text] of texts) {
    text.split("\n").forEach((line, i) => {
      assert.equal(line.split("`").length % 2, 1, `${name}:${i + 1}: an unterminated text`);
      if (line.includes("/*") && !/^\s*\/\*/.test(line)) assert.match(line, /\/\*.*\*\//, `${name}:${i + 1}`);
      // A comment in front of code on its line would take the code with it.
      if (/^\s*\/\*/.test(line)) assert.doesNotMatch(line, /\*\/\s*\S/, `${name}:${i + 1}: code after a comment`);
    });
  }
});
