// What stands above a table: search, filters, years, columns, download; chips of what is chosen, the count.
import { h, word } from "./dom.js";
import { number } from "./text.js";

const facetWord = (kind, key) => word(`explore.column.${kind.facets[key]}`);

export class Controls {
  /** `change(patch)` is called with what the reader chose; `rows` are Rows, `kind` as in kinds.js. */
  constructor(rows, kind, language, change, download) {
    Object.assign(this, { rows, kind, language, change });
    this.q = h("input", {
      type: "search",
      id: "explore-q",
      autocomplete: "off",
      spellcheck: "false",
      on: { input: () => change({ q: this.q.value.trim() }) },
    });
    this.options = {};
    this.facets = Object.keys(kind.facets).map((key) => this.#facet(key));
    this.years = rows.years();
    [this.from, this.to] = ["from", "to"].map((key) => this.#year(key));
    this.columns = kind.columns.map((name) => this.#column(name));
    this.chips = h("ul", { class: "chips", "aria-label": word("explore.chosen") });
    this.count = h("p", { class: "count", role: "status", "aria-live": "polite" });
    this.empty = h("div", { class: "empty", hidden: true });
    this.element = this.#element(download);
  }

  #element(download) {
    const field = (id, text, input) => h("div", { class: "field" }, h("label", { for: id }, text), input);
    return h(
      "form",
      {
        class: "explore",
        role: "search",
        "aria-label": word(`explore.search.${this.kind.name}`),
        on: { submit: (event) => event.preventDefault() },
      },
      h(
        "div",
        { class: "field wide" },
        h("label", { for: "explore-q" }, word("explore.q")),
        this.q,
        h("p", { class: "hint", id: "explore-hint" }, word("explore.q.hint")),
      ),
      h(
        "div",
        { class: "fields" },
        this.facets.map(([key, select]) => field(select.id, facetWord(this.kind, key), select)),
        this.years && field("explore-from", word("explore.from"), this.from),
        this.years && field("explore-to", word("explore.to"), this.to),
      ),
      this.chips,
      h(
        "div",
        { class: "bar" },
        this.count,
        h("button", { type: "button", on: { click: download } }, word("explore.download")),
        h(
          "details",
          { class: "columns" },
          h("summary", {}, word("explore.columns")),
          h(
            "fieldset",
            {},
            h("legend", {}, word("explore.columns.legend")),
            this.columns.map(([, box, label]) => h("label", {}, box, " ", label)),
          ),
        ),
      ),
      this.empty,
    );
  }

  #facet(key) {
    this.options[key] = this.rows.options(key);
    const select = h("select", { id: `explore-${key}` });
    select.append(
      h("option", { value: "" }, word("explore.any")),
      ...this.options[key].map(({ id, label }) => h("option", { value: id }, label)),
    );
    select.addEventListener("change", () => {
      const ids = this.state.filters[key] ?? [];
      if (select.value && !ids.includes(select.value)) {
        this.change({ filters: { ...this.state.filters, [key]: [...ids, select.value] } });
      }
      select.value = "";
    });
    // What each would show is counted when the reader comes to choose, not at every key.
    for (const event of ["focus", "pointerdown"]) select.addEventListener(event, () => this.#number(key, select));
    return [key, select];
  }

  #number(key, select) {
    const counts = this.rows.counts(this.state, key);
    const chosen = new Set(this.state.filters[key] ?? []);
    this.options[key].forEach(({ id, label }, i) => {
      const option = select.options[i + 1];
      const n = counts.get(id) ?? 0;
      const text = `${label}: ${number(String(n), this.language)}`;
      if (option.text !== text) option.text = text;
      option.disabled = chosen.has(id) || n === 0;
    });
  }

  #year(key) {
    const [min, max] = this.years ?? [];
    const read = () => this.change({ [key]: /^\d{4}$/.test(input.value) ? Number(input.value) : null });
    const input = h("input", {
      type: "number",
      id: `explore-${key}`,
      inputmode: "numeric",
      min,
      max,
      step: "1",
      placeholder: key === "from" ? min : max,
      on: { input: read },
    });
    return input;
  }

  #column(name) {
    const box = h("input", {
      type: "checkbox",
      value: name,
      on: { change: () => this.change({ columns: this.columns.filter(([, b]) => b.checked).map(([n]) => n) }) },
    });
    return [name, box, word(`explore.column.${name}`)];
  }

  /** Everything that is chosen, each with what undoes it, and the state that is then left. */
  #chosen(state) {
    const label = (key, id) => this.options[key].find((option) => option.id === id)?.label ?? id;
    const chosen = Object.entries(state.filters).flatMap(([key, ids]) =>
      ids.map((id) => {
        const filters = { ...state.filters, [key]: ids.filter((other) => other !== id) };
        return { text: `${facetWord(this.kind, key)}: ${label(key, id)}`, undo: { filters } };
      }),
    );
    if (state.from !== null)
      chosen.push({ text: word("explore.chip.from", { year: state.from }), undo: { from: null } });
    if (state.to !== null) chosen.push({ text: word("explore.chip.to", { year: state.to }), undo: { to: null } });
    if (state.q) chosen.push({ text: word("explore.chip.q", { q: state.q }), undo: { q: "" } });
    return chosen;
  }

  show(state, found) {
    this.state = state;
    if (document.activeElement !== this.q) this.q.value = state.q;
    for (const key of ["from", "to"]) if (document.activeElement !== this[key]) this[key].value = state[key] ?? "";
    for (const [name, box] of this.columns) {
      const shown = state.columns ?? this.kind.shown;
      box.checked = shown.includes(name);
      box.disabled = name === this.kind.id || (shown.length === 1 && box.checked);
    }
    const chosen = this.#chosen(state);
    this.#chips(chosen);
    this.count.textContent = word(
      `explore.count.${this.kind.name}`,
      this.#numbers({ n: found, all: this.rows.rows.length }),
    );
    this.#loosen(state, found === 0 ? chosen : []);
  }

  #numbers(values) {
    return Object.fromEntries(Object.entries(values).map(([key, n]) => [key, number(String(n), this.language)]));
  }

  #chips(chosen) {
    const focused = [...this.chips.querySelectorAll("button")].indexOf(document.activeElement);
    const chips = chosen.map(({ text, undo }) => this.#chip(text, undo));
    if (chosen.length > 1)
      chips.push(
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "clear", on: { click: () => this.change({ clear: true }) } },
            word("explore.clear"),
          ),
        ),
      );
    this.chips.replaceChildren(...chips);
    this.chips.hidden = !chips.length;
    // Who removes a chip by keyboard stays where they were.
    if (focused >= 0) (this.chips.querySelectorAll("button")[Math.min(focused, chips.length - 1)] ?? this.q).focus();
  }

  #chip(text, undo) {
    const label = word("explore.remove", { what: text });
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "chip", "aria-label": label, on: { click: () => this.change(undo) } },
        text,
        h("span", { "aria-hidden": "true" }, " ×"),
      ),
    );
  }

  /** When nothing fits: what each filter, left out, would show. */
  #loosen(state, chosen) {
    this.empty.hidden = !chosen.length;
    if (!chosen.length) return this.empty.replaceChildren();
    const ways = chosen
      .map(({ text, undo }) => ({ text, undo, n: this.rows.fitting({ ...state, ...undo }).length }))
      .filter(({ n }) => n);
    const buttons = ways.map(({ text, undo, n }) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", on: { click: () => this.change(undo) } },
          word("explore.loosen.one", { what: text, ...this.#numbers({ n }) }),
        ),
      ),
    );
    const advice = ways.length
      ? h("ul", {}, buttons)
      : h(
          "p",
          {},
          h("button", { type: "button", on: { click: () => this.change({ clear: true }) } }, word("explore.clear")),
        );
    this.empty.replaceChildren(h("p", {}, word(ways.length ? "explore.empty" : "explore.empty.all")), advice);
    return undefined;
  }
}
