// Derives ../charts/boundaries.json: the departments of Peru and Bolivia, and the outlines of Peru, Bolivia and
// Colombia. Source, licences and what was changed: ../charts/boundaries.md. Run it only to derive them anew.
// The npm client brings the package, which is held against its digest, and mapshaper; neither is a dependency of the
// pages, since their result is kept.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = "@superset-ui/legacy-plugin-chart-country-map@0.20.3";
const SHA512 = "rz4WaD3VcnF33vhWMb9tHuk9FSmM8lQqv3GgWHSneko9OWJCblFKN3nhO8SjJXyhY7+nRc6YVyRBvZKPARpzhw==";
const TOOL = "mapshaper@0.7.70";
const COUNTRIES = ["peru", "bolivia", "colombia"];
const KEPT = "50%"; // of the points
const GRID = 0.01; // degrees: about a kilometre, less than a pixel of the widest map

// Natural Earth gives the province of Lima the code of the department around it; ISO 3166-2 has one of its own.
const ISO_BY_NAME = { "Lima Province": "PE-LMA" };
const NATIONS = { PE: ["PER", "Peru"], BO: ["BOL", "Bolivia"], CO: ["COL", "Colombia"] };

function unpacked(folder) {
  const packed = ["pack", SOURCE, "--json", "--pack-destination", folder];
  const [{ filename }] = JSON.parse(execFileSync("npm", packed, { stdio: ["ignore", "pipe", "ignore"] }));
  const archive = join(folder, filename);
  const digest = createHash("sha512").update(readFileSync(archive)).digest("base64");
  if (digest !== SHA512) throw new Error(`${SOURCE}: another archive than the one this was written for`);
  execFileSync("tar", ["xzf", archive, "-C", folder]);
  return COUNTRIES.map((name) => join(folder, "package", "lib", "countries", `${name}.geojson`));
}

/** Neighbours of the source differ by slivers: they are given to one of the two before points are left out. */
function simplified(files, folder) {
  const steps = [
    ["-i", ...files, "combine-files"],
    ["-merge-layers", "target=*", "force", "name=departments"],
    ["-filter", "NAME_1 != null"], // a reef of Colombia without a name
    ["-clean", "gap-fill-area=2000km2", "overlap-rule=max-area"],
    ["-simplify", "weighted", KEPT, "keep-shapes"],
    ["-clean"],
    ["-each", "nation = ISO.slice(0, 2)"],
    ["-dissolve", "nation", "+", "name=nations"],
    ["-o", "target=*", folder, "format=geojson", "gj2008", `precision=${GRID}`], // wound as d3 wants it
  ];
  execFileSync("npm", ["exec", "--yes", `--package=${TOOL}`, "--", "mapshaper", ...steps.flat()], { stdio: "ignore" });
  return ["departments", "nations"].map(
    (layer) => JSON.parse(readFileSync(join(folder, `${layer}.json`), "utf8")).features,
  );
}

function named([departments, nations]) {
  const kept = departments.filter(({ properties }) => properties.nation !== "CO");
  return [
    ...nations.map(({ geometry, properties: { nation } }) => {
      const [iso, name] = NATIONS[nation];
      return { type: "Feature", properties: { iso, name, level: "nation" }, geometry };
    }),
    ...kept.map(({ geometry, properties: { ISO, NAME_1: name } }) => {
      return { type: "Feature", properties: { iso: ISO_BY_NAME[name] ?? ISO, name, level: "department" }, geometry };
    }),
  ].sort((a, b) => (a.properties.iso < b.properties.iso ? -1 : 1));
}

const folder = mkdtempSync(join(tmpdir(), "boundaries-"));
try {
  const lines = named(simplified(unpacked(folder), folder)).map((feature) => JSON.stringify(feature));
  const target = join(dirname(fileURLToPath(import.meta.url)), "..", "charts", "boundaries.json");
  writeFileSync(target, `{"type":"FeatureCollection","features":[\n${lines.join(",\n")}\n]}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
