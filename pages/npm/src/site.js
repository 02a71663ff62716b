// Every page: the language switch keeps the fragment, texts are copied, charts come to life when asked.
import { h, language, word } from "./dom.js";

const here = document.currentScript?.src ?? document.querySelector('script[src$="/site.js"]').src;
const root = new URL("../", here);

/** Run a script of this site once; the promise is kept under its address. */
const scripts = new Map();
function load(path) {
  const src = new URL(path, root).href;
  if (!scripts.has(src)) {
    scripts.set(
      src,
      new Promise((resolve, reject) => {
        document.head.append(h("script", { src, on: { load: resolve, error: () => reject(new Error(path)) } }));
      }),
    );
  }
  return scripts.get(src);
}

// Filters live in the fragment and are the same in both languages.
for (const link of document.querySelectorAll("a[data-language]")) {
  for (const event of ["pointerdown", "focus", "click"])
    link.addEventListener(event, () => {
      link.hash = location.hash;
    });
}

const told = h("p", { class: "visually-hidden", role: "status" });
document.body.append(told);

/** The older way, where the newer one is not allowed: the text is selected in a field, and copied from there. */
function copySelected(text) {
  const field = h("textarea", { class: "visually-hidden", "aria-hidden": "true", tabindex: "-1" });
  const focused = document.activeElement;
  document.body.append(field);
  field.value = text;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return done;
}

async function copy(button, label) {
  const text = button.dataset.copy ?? document.getElementById(button.dataset.copyFrom).textContent.trim();
  const done =
    (await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    )) || copySelected(text);
  told.textContent = word(done ? "copy.done" : "copy.failed");
  if (done) button.textContent = word("copy.done");
  setTimeout(() => {
    button.textContent = label;
    told.textContent = "";
  }, 4000);
}

for (const button of document.querySelectorAll("button[data-copy], button[data-copy-from]")) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => copy(button, label));
}

const style = (path) => document.head.append(h("link", { rel: "stylesheet", href: new URL(path, root).href }));

/** The drawing code and the data of a chart are loaded when the reader asks, or when one that asks for it is seen. */
async function draw(figure, button) {
  const name = `${figure.dataset.chart}.${language()}`;
  button.disabled = true;
  button.textContent = word("chart.loading");
  try {
    if (!scripts.size) style("assets/charts.css");
    await Promise.all([load(`data/chart-${name}.js`), load("assets/charts.js")]);
    await window.coca.draw(figure, window.coca.charts[name], button);
  } catch (error) {
    console.error(error);
    button.replaceWith(h("p", { role: "status" }, word("chart.failed")));
  }
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  const button = h(
    "button",
    { type: "button", class: "chart-explore", on: { click: () => draw(figure, button) } },
    word("chart.explore"),
  );
  figure.querySelector("figure").after(button);
  if (figure.dataset.draw !== "seen") continue;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    if (!button.disabled) draw(figure, button);
  });
  seen.observe(figure);
}

/** A fragment that points into closed details opens them. */
function reveal() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  if (target) target.scrollIntoView();
}

addEventListener("hashchange", reveal);
reveal();
