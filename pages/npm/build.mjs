// node build.mjs OUTDIR: site.js, explore.js with explore.css, charts.js and licences.json, the same bytes each time.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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

/** Folders of the packages whose code is in a bundle. */
function bundled({ inputs }) {
  const folders = Object.keys(inputs).map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(folders.filter(Boolean))].sort();
}

function licence(folder) {
  const path = join(HERE, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const files = readdirSync(path).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  if (!license || !files.length) throw new Error(`${name}: no licence, or no text of it`);
  return { name, version, licence: license, text: files.map((file) => readFileSync(join(path, file), "utf8").trim()).join("\n\n") };
}

const [target] = process.argv.slice(2);
if (!target) {
  console.error("usage: node build.mjs OUTDIR");
  process.exit(2);
}
mkdirSync(target, { recursive: true });
const licences = bundled(await bundles(resolve(target))).map(licence);
writeFileSync(join(target, "licences.json"), `${JSON.stringify(licences, null, 1)}\n`);
