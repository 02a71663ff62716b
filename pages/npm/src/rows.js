// Rows of a table: which of them fit the filters, in which order. No part of the page is touched here.
import { fold, terms } from "./text.js";

export class Rows {
  /**
   * `data`: {columns, rows, codes}, as a data script gives it. `kind`: {facets: {key: column}, span: [start, end],
   * numeric: [column, ...], hidden: column => boolean, sortAs: {column: [column, ...]}}
   * (sorted by the first of them that is not blank).
   * The id behind a label comes from the column `<column>_id` where there is one, else from `codes`.
   */
  constructor(data, kind, language = "en") {
    this.kind = kind;
    this.columns = data.columns;
    this.rows = data.rows;
    this.at = Object.fromEntries(data.columns.map((name, i) => [name, i]));
    const text = data.columns.filter((name) => !kind.numeric.includes(name) && !kind.hidden(name));
    this.folded = data.rows.map((row) => fold(text.map((name) => row[this.at[name]] ?? "").join("\n")));
    this.ids = Object.fromEntries(Object.entries(kind.facets).map(([key, column]) => [key, this.#ids(data, column)]));
    this.collator = new Intl.Collator(language, { numeric: true });
    this.codesByLabel = data.codes ?? {};
    this.orders = {};
  }

  /** The code behind a label of a column. */
  codes(column, label) {
    return this.codesByLabel[column]?.[label] ?? null;
  }

  #ids(data, column) {
    const own = this.at[`${column}_id`];
    if (own !== undefined) return data.rows.map((row) => row[own]);
    const codes = data.codes?.[column] ?? {};
    return data.rows.map((row) => codes[row[this.at[column]]] ?? null);
  }

  /** Each id of a facet with its label, by label; a label that two ids share is told apart by the id. */
  options(key) {
    const labels = new Map();
    const at = this.at[this.kind.facets[key]];
    this.ids[key].forEach((id, i) => id && labels.set(id, this.rows[i][at]));
    const uses = new Map();
    for (const label of labels.values()) uses.set(label, (uses.get(label) ?? 0) + 1);
    return [...labels]
      .map(([id, label]) => ({ id, label: uses.get(label) > 1 ? `${label} (${id})` : String(label) }))
      .sort((a, b) => this.collator.compare(a.label, b.label));
  }

  /** First and last year that any row speaks of. */
  years() {
    const dates = this.kind.span
      .flatMap((name) => this.rows.map((row) => row[this.at[name]]))
      .filter((date) => !blank(date));
    dates.sort();
    return dates.length ? [dates[0], dates.at(-1)].map((date) => Number(date.slice(0, 4))) : null;
  }

  /** Indices of the rows that fit. */
  fitting(state) {
    const searched = terms(state.q);
    const facets = Object.entries(state.filters).filter(([, ids]) => ids.length);
    const { from: first, to: last } = state;
    const [start, end] = this.kind.span.map((name) => this.at[name]);
    const found = [];
    for (let i = 0; i < this.rows.length; i += 1) {
      const row = this.rows[i];
      if ((first !== null || last !== null) && !overlaps(row[start], row[end], first, last)) continue;
      if (!facets.every(([key, ids]) => ids.includes(this.ids[key][i]))) continue;
      if (searched.every((term) => this.folded[i].includes(term))) found.push(i);
    }
    return found;
  }

  /** How many rows each id of a facet would show, the other filters kept. */
  counts(state, key) {
    const counts = new Map();
    for (const i of this.fitting({ ...state, filters: { ...state.filters, [key]: [] } }))
      counts.set(this.ids[key][i], (counts.get(this.ids[key][i]) ?? 0) + 1);
    return counts;
  }

  /** The same indices in order; rows without a value come last either way, equal ones keep the order of the record. */
  sorted(found, sort) {
    const order = this.#order(sort.column);
    const sign = sort.dir === "desc" ? -1 : 1;
    return [...found].sort((a, b) => compared(order[a], order[b], sign) || a - b);
  }

  /** The place of each row when all are sorted by a column, null for blank; found out once a column. */
  #order(column) {
    if (this.orders[column]) return this.orders[column];
    const at = (this.kind.sortAs[column] ?? [column]).map((name) => this.at[name]);
    const numeric = this.kind.numeric.includes(column);
    const values = this.rows.map((row) => {
      const value = at.map((i) => row[i]).find((cell) => !blank(cell));
      return blank(value) ? null : numeric ? Number(value) : String(value);
    });
    const different = [...new Set(values.filter((value) => value !== null))];
    different.sort(numeric ? (a, b) => a - b : this.collator.compare);
    const places = new Map(different.map((value, place) => [value, place]));
    this.orders[column] = values.map((value) => (value === null ? null : places.get(value)));
    return this.orders[column];
  }
}

function compared(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  return sign * (a - b);
}

const blank = (cell) => cell === null || cell === undefined || cell === "";

/**
 * Whether a period touches the years. One of which only the end is known ("../2005-03"), or only the beginning, counts
 * where it is known; one with neither touches no year.
 * In SQL: coalesce(end, start) >= first and coalesce(start, end) <= last.
 */
function overlaps(start, end, first, last) {
  if (blank(start) && blank(end)) return false;
  const [begins, ends] = [blank(start) ? end : start, blank(end) ? start : end];
  return (first === null || ends >= `${first}-01-01`) && (last === null || begins <= `${last}-12-31`);
}
