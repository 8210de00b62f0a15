// Builds what browsers get, from the sources beside this file, into crm/web/static/build:
// app.css, app.js, theme.js, icons.svg, favicon.svg and the typeface, each under a name that carries a hash of its
// content (so that it can be cached for ever), texts as .gz besides, as they are sent to who takes that, and
// manifest.json that tells the plain name's hashed one.
// A build that outgrows the budget of PROMISES L8 fails. Run: node crm/web/assets/build.mjs

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const SOURCES = dirname(fileURLToPath(import.meta.url));
const BUILD = join(SOURCES, "..", "static", "build");
const TABLER = join(SOURCES, "..", "..", "..", "node_modules", "@tabler", "icons", "icons", "outline");
const BROWSERS = ["chrome123", "edge123", "firefox121", "safari17.5"];
const BUDGET_KB = 120;
const TEXTS = /\.(css|js|svg)$/;
const zip = (bytes) => gzipSync(bytes, { level: 9 });

const built = new Map([...(await bundled()), ...(await sprite()), ...(await favicon())]);
await write(built);
report(built);

/** Styles, scripts and the fonts they name; plain name → {name, bytes}. */
async function bundled() {
  const result = await esbuild.build({
    entryPoints: ["css/app.css", "js/app.js", "js/theme.js", "js/reference.js"].map((path) => join(SOURCES, path)),
    outdir: BUILD,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "iife",
    target: BROWSERS,
    loader: { ".woff2": "file" },
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  return result.outputFiles.map((file) => {
    const name = basename(file.path);
    const plain = name.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1");
    return [plain, { name, bytes: file.contents }];
  });
}

/** One file of symbols: the icons listed in icons.txt and our own drawings in icons/. */
async function sprite() {
  const listed = (await readFile(join(SOURCES, "icons.txt"), "utf8")).split("\n").filter((line) => /^[a-z]/.test(line));
  const tabler = await Promise.all(listed.map((name) => drawing(join(TABLER, `${name}.svg`))));
  const own = await Promise.all((await readdir(join(SOURCES, "icons"))).map((file) => drawing(join(SOURCES, "icons", file))));
  const licence = "<!-- Tabler Icons, MIT License, Copyright (c) 2020-2026 Paweł Kuna; Artel's own marks, Apache-2.0 -->";
  return [hashed("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${licence}${[...tabler, ...own].join("")}</svg>\n`)];
}

async function drawing(path) {
  const svg = await readFile(path, "utf8").catch(() => {
    throw new Error(`icons.txt names “${parse(path).name}”, which Tabler does not have`);
  });
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/<path stroke="none" d="M0 0h24v24H0z"[^>]*>/, "");
  return `<symbol id="${parse(path).name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

async function favicon() {
  return [hashed("favicon.svg", await readFile(join(SOURCES, "favicon.svg"), "utf8"))];
}

function hashed(plain, text) {
  const bytes = Buffer.from(text);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
  const { name, ext } = parse(plain);
  return [plain, { name: `${name}-${hash}${ext}`, bytes }];
}

/** The manifest is written last: a half-finished build is never served. Leftovers of earlier builds go. */
async function write(files) {
  await mkdir(BUILD, { recursive: true });
  await Promise.all([...files.values()].map(({ name, bytes }) => writeFile(join(BUILD, name), bytes)));
  const texts = [...files.values()].filter(({ name }) => TEXTS.test(name));
  await Promise.all(texts.map(({ name, bytes }) => writeFile(join(BUILD, `${name}.gz`), zip(bytes))));
  const manifest = Object.fromEntries([...files].map(([plain, { name }]) => [plain, name]).sort());
  await writeFile(join(BUILD, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const kept = new Set(["manifest.json", ...Object.values(manifest), ...texts.map(({ name }) => `${name}.gz`)]);
  const leftovers = (await readdir(BUILD)).filter((name) => !kept.has(name));
  await Promise.all(leftovers.map((name) => rm(join(BUILD, name))));
}

function report(files) {
  const zipped = (plain) => zip(files.get(plain).bytes).length / 1000;
  for (const plain of ["app.css", "app.js", "theme.js", "icons.svg"]) {
    console.log(`${plain.padEnd(10)} ${zipped(plain).toFixed(1).padStart(6)} kB gzip`);
  }
  const page = zipped("app.css") + zipped("app.js") + zipped("theme.js");
  if (page > BUDGET_KB) throw new Error(`a page's scripts and styles are ${page.toFixed(0)} kB gzip, over ${BUDGET_KB}`);
}
