// Draws a chart of the record with Vega, without eval, as SVG that the keyboard can walk through.
import { loader, parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";
import { h, word } from "./dom.js";
import { steps } from "./steps.js";
import "./charts.css";

const NARROW = 560; // pixels of a page below which the narrow layout is taken

/** The lines of a tooltip: {"Year": "2017", ...}, or a text. */
function lines(value) {
  if (value === null || value === undefined || value === "") return [];
  return typeof value === "object" ? Object.entries(value).map(([key, text]) => `${key}: ${text}`) : [String(value)];
}

/** Nothing is fetched: a spec has its data inside. */
const closed = { ...loader(), load: () => Promise.reject(new Error("charts fetch nothing")) };

function view(spec, place, read) {
  const { spec: vega } = compile(spec);
  return new View(parse(vega, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "svg",
    container: place,
    hover: true,
    loader: closed,
    tooltip: (_, event, item, value) => read(lines(value)),
  });
}

/** Marks that say something, from left to right; one of them is in the tab order, arrow keys move between them. */
function walk(place, read) {
  const marks = () =>
    [...place.querySelectorAll("path, rect, circle, text")].filter((node) => lines(node.__data__?.tooltip).length);
  const order = () => {
    const at = new Map(marks().map((node) => [node, node.getBoundingClientRect()]));
    return [...at.keys()].sort((a, b) => at.get(a).left - at.get(b).left || at.get(a).top - at.get(b).top);
  };
  const prepare = () => {
    // Vega calls groups of marks pictures, without a name: what says nothing is not announced.
    for (const node of place.querySelectorAll('[role="graphics-symbol"]:not([aria-label])'))
      node.removeAttribute("role");
    const all = order();
    for (const node of all) {
      node.setAttribute("tabindex", "-1");
      node.setAttribute("role", "img");
      node.setAttribute("aria-label", lines(node.__data__.tooltip).join("; "));
    }
    (all.find((node) => node === document.activeElement) ?? all[0])?.setAttribute("tabindex", "0");
    return all;
  };
  place.addEventListener("focusin", ({ target }) => read(lines(target.__data__?.tooltip)));
  place.addEventListener("keydown", (event) => {
    const all = order();
    const to = steps(event.key, all.indexOf(document.activeElement), all.length);
    if (to === null) return;
    event.preventDefault();
    for (const node of all) node.setAttribute("tabindex", node === all[to] ? "0" : "-1");
    all[to].focus();
  });
  return prepare;
}

/** A slider over years, its value said as the year, for a spec with the parameter "year"; the table follows. */
function slider(figure, drawn, years, prepare) {
  const id = `year-${figure.dataset.chart}`;
  const output = h("output", { for: id });
  const newest = Math.max(years.indexOf(drawn.signal("year")), 0);
  const input = h("input", {
    type: "range",
    id,
    min: "0",
    max: String(years.length - 1),
    step: "1",
    value: String(newest),
  });
  const yearOf = (row) => Number(row.dataset.year ?? row.cells[0].textContent);
  const rows = [...figure.querySelectorAll("tbody tr")].filter((row) => years.includes(yearOf(row)));
  const show = async () => {
    const year = years[Number(input.value)];
    output.textContent = year;
    input.setAttribute("aria-valuetext", year);
    for (const row of rows) row.hidden = yearOf(row) !== year;
    await drawn.signal("year", year).runAsync();
    prepare();
  };
  input.addEventListener("input", show);
  return {
    element: h("p", { class: "chart-year" }, h("label", { for: id }, word("chart.year")), input, output),
    show,
    release: () =>
      rows.forEach((row) => {
        row.hidden = false;
      }),
  };
}

/** Replace the picture of a figure; the button then brings it back. `chart`: {spec, narrow, years} or a spec alone. */
async function draw(figure, chart, button) {
  const picture = figure.querySelector(".picture, svg, img");
  const wide = chart.spec ?? chart;
  const spec = figure.clientWidth < NARROW ? (chart.narrow ?? wide) : wide;
  const place = h("div", { class: "chart-drawn" });
  const reading = h("p", { class: "chart-reading", role: "status", "aria-label": word("chart.reading") });
  const read = (said) => {
    reading.textContent = said.length ? said.join(" · ") : word("chart.keys");
  };
  picture.before(place);
  place.after(reading);
  read([]);
  const drawn = view(spec, place, read);
  await drawn.runAsync();
  const prepare = walk(place, read);
  prepare();
  const years = chart.years?.length ? slider(figure, drawn, chart.years, prepare) : null;
  if (years) {
    place.before(years.element);
    await years.show();
  }
  picture.classList.add("chart-hidden"); // and not `hidden`: print shows the picture
  const back = h(
    "button",
    { type: "button", class: "chart-explore", on: { click: () => undo() } },
    word("chart.picture"),
  );
  const undo = () => {
    drawn.finalize();
    for (const node of [place, reading, years?.element]) node?.remove();
    years?.release();
    picture.classList.remove("chart-hidden");
    button.disabled = false;
    button.textContent = word("chart.explore");
    back.replaceWith(button);
    button.focus();
  };
  const focused = document.activeElement === button || document.activeElement === document.body;
  button.replaceWith(back);
  if (focused && figure.dataset.draw !== "seen") back.focus();
}

window.coca = window.coca || {};
window.coca.draw = draw;
