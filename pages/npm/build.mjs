// node build.mjs OUTDIR: site.js, explore.js with explore.css, charts.js and licences.json, the same bytes each time.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));

async function bundles(target) {
  const { metafile } = await build({
    absWorkingDir: HERE,
    entryPoints: ["src/site.js", "src/explore.js", "src/charts.js"],
    outdir: target,
    bundle: true,
    minify: true,
    format: "iife", // classic scripts: modules do not load from a disk
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none", // licences.json has every licence whole
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}

const read = (folder) => JSON.parse(readFileSync(join(HERE, folder, "package.json"), "utf8"));

/** Where a package finds one that it depends on: inside itself, or beside one of those that it lies in. */
function found(name, from) {
  for (let at = from; ; at = at.slice(0, at.lastIndexOf("/node_modules/"))) {
    if (existsSync(join(HERE, at, "node_modules", name, "package.json"))) return `${at}/node_modules/${name}`;
    if (!at.includes("/node_modules/")) return `node_modules/${name}`;
  }
}

/** Folders of the packages whose code is in a bundle, and of those they depend on: some bring these inside. */
function bundled({ inputs }) {
  const folders = new Set(Object.keys(inputs).map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]));
  folders.delete(undefined);
  for (const folder of folders)
    for (const name of Object.keys(read(folder).dependencies ?? {})) folders.add(found(name, folder));
  return [...folders].sort();
}

function licence(folder) {
  const path = join(HERE, folder);
  const { name, version, license } = read(folder);
  const files = readdirSync(path)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort();
  if (!license || !files.length) throw new Error(`${name}: no licence, or no text of it`);
  return {
    name,
    version,
    licence: license,
    text: files.map((file) => readFileSync(join(path, file), "utf8").trim()).join("\n\n"),
  };
}

const [target] = process.argv.slice(2);
if (!target) {
  console.error("usage: node build.mjs OUTDIR");
  process.exit(2);
}
mkdirSync(target, { recursive: true });
const licences = bundled(await bundles(resolve(target))).map(licence);
writeFileSync(join(target, "licences.json"), `${JSON.stringify(licences, null, 1)}\n`);
