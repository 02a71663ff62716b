// Explore figures, and the timeline's list of events: a table of the rows that fit, its state in the address.
import DataTable from "datatables.net";
import { format, parse } from "./address.js";
import { Controls } from "./controls.js";
import { csv } from "./csv.js";
import { h, language, save, word } from "./dom.js";
import { kind as kindOf } from "./kinds.js";
import { Pager } from "./pager.js";
import { Rows } from "./rows.js";
import { number } from "./text.js";
import "./explore.css";

const PAGE = 25;
const EMPTY = { q: "", filters: {}, from: null, to: null };

class Explore {
  constructor(place, data) {
    const name = place.dataset.explore;
    this.language = language();
    this.kind = kindOf(name, data.columns);
    this.rows = new Rows(data, this.kind, this.language);
    this.state = parse(location.hash, this.kind);
    this.controls = new Controls(
      this.rows,
      this.kind,
      this.language,
      (patch) => this.change(patch),
      () => this.download(),
    );
    this.element = h(
      "table",
      { class: "rows", id: `${name}-table` },
      h("caption", { class: "visually-hidden" }, word(`explore.caption.${name}`)),
    );
    const scroll = h(
      "div",
      { class: "table-scroll", role: "region", tabindex: "0", "aria-label": word(`explore.caption.${name}`) },
      this.element,
    );
    this.pager = new Pager(this.language, (page) => this.table.page(page - 1).draw("page"));
    place.replaceChildren(this.controls.element, h("div", { class: "explore-rows" }, scroll, this.pager.element));
    this.table = this.#table();
    addEventListener("hashchange", () => this.#return());
  }

  #table() {
    return new DataTable(this.element, {
      serverSide: true, // the rows are ours: DataTables draws a page of them, its headers and its paging
      ajax: (request, give) => give(this.#page(request)),
      columns: this.kind.columns.map((name) => this.#column(name)),
      order: this.#order(),
      orderMulti: false,
      displayStart: (this.state.page - 1) * PAGE,
      pageLength: PAGE,
      searching: false,
      autoWidth: false,
      layout: { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
      language: {
        emptyTable: word("explore.none"),
        zeroRecords: word("explore.none"),
        loadingRecords: "",
        aria: {
          orderable: `: ${word("explore.sort")}`,
          orderableReverse: `: ${word("explore.sort.reverse")}`,
          orderableRemove: `: ${word("explore.sort.reverse")}`,
        },
      },
    });
  }

  #column(name) {
    const numeric = this.kind.numeric.includes(name);
    return {
      data: this.rows.at[name],
      title: word(`explore.column.${name}`),
      visible: (this.state.columns ?? this.kind.shown).includes(name),
      className: [`c-${name}`, numeric && "number", name === this.kind.main && "main", name === this.kind.id && "id"]
        .filter(Boolean)
        .join(" "),
      orderSequence: ["asc", "desc"],
      cellType: name === this.kind.id ? "th" : "td",
      createdCell: (cell) => name === this.kind.id && cell.setAttribute("scope", "row"),
      type: "string", // nothing is guessed from the texts
      render: (value, use, row) => (use === "display" ? this.#cell(name, value, row) : String(value ?? "")),
    };
  }

  /** What a cell shows, always as a node: no text of the record is read as HTML. */
  #cell(name, value, row) {
    if (name === this.kind.id) return h("a", { href: `${this.kind.folder}/${encodeURIComponent(value)}.html` }, value);
    if (name === "value") return this.#value(row);
    const text = this.kind.numeric.includes(name) ? number(value, this.language) : value;
    return document.createTextNode(text ?? "");
  }

  /** A number never stands without its hedge: "at most 15,000". */
  #value(row) {
    const [value, low, high, qualifier] = ["value", "value_low", "value_high", "qualifier"].map(
      (name) => row[this.rows.at[name]],
    );
    const written = (n) => number(n === null || n === undefined ? "" : String(n), this.language);
    const shown = written(value) || [written(low), written(high)].filter(Boolean).join("\u2013");
    const exact = !qualifier || this.rows.codes("qualifier", qualifier) === "exact";
    return h("span", {}, exact || !shown ? null : h("span", { class: "hedge" }, `${qualifier} `), shown);
  }

  #order() {
    const { column, dir } = this.state.sort ?? this.kind.sort;
    return [[this.kind.columns.indexOf(column), dir]];
  }

  /** One page, as DataTables asks for it; what it asks for is what the reader chose in the header or below. */
  #page({ draw, start, order }) {
    const [{ column, dir }] = order.length
      ? order
      : [{ column: this.kind.columns.indexOf(this.kind.sort.column), dir: this.kind.sort.dir }];
    const sort = { column: this.kind.columns[column], dir };
    const usual = sort.column === this.kind.sort.column && sort.dir === this.kind.sort.dir;
    this.found = this.rows.fitting(this.state);
    const last = Math.max(0, Math.ceil(this.found.length / PAGE) - 1) * PAGE;
    const first = Math.min(start, last);
    this.state = { ...this.state, sort: usual ? null : sort, page: first / PAGE + 1 };
    this.order = this.rows.sorted(this.found, sort);
    this.#write();
    this.controls.show(this.state, this.found.length);
    this.pager.show(this.state.page, last / PAGE + 1);
    const data = this.order.slice(first, first + PAGE).map((i) => this.rows.rows[i]);
    return { draw, recordsTotal: this.rows.rows.length, recordsFiltered: this.found.length, data };
  }

  change({ clear, ...patch }) {
    this.state = { ...this.state, ...patch, ...(clear ? EMPTY : {}) };
    if (patch.columns) this.#columns();
    this.table.page(0).draw("page");
  }

  #columns() {
    const usual = this.state.columns.join() === this.kind.shown.join();
    if (usual) this.state.columns = null;
    const shown = this.state.columns ?? this.kind.shown;
    this.kind.columns.forEach((name, i) => this.table.column(i).visible(shown.includes(name), false));
  }

  #write() {
    const hash = format(this.state);
    if (hash !== location.hash.slice(1))
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  /** The reader changed the address, or came back to it; a link to a part of the page changes nothing. */
  #return() {
    if (/^#[^=]+$/.test(location.hash)) return this.#write();
    this.state = parse(location.hash, this.kind);
    this.state.columns ??= [...this.kind.shown];
    this.#columns();
    return this.table
      .order(this.#order())
      .page(this.state.page - 1)
      .draw("page");
  }

  download() {
    const rows = this.order.map((i) => this.rows.rows[i]);
    save(`${this.kind.name}.csv`, "text/csv;charset=utf-8", csv(this.rows.columns, rows));
  }
}

function start() {
  for (const place of document.querySelectorAll("[data-explore]")) {
    const data = window.coca?.[place.dataset.explore];
    if (data) new Explore(place, data);
  }
}

start();
