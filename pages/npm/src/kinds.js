// The two tables: which columns they have, what each filter of the address stands for, what is shown at first.

const helper = (name) => /_(start|end)$/.test(name) || (/_id$/.test(name) && !["figure_id", "event_id"].includes(name));

const FIGURES = {
  id: "figure_id",
  folder: "figures",
  main: "value",
  facets: { place: "place", indicator: "indicator", agency: "claimed_by", type: "claim_type", source: "source" },
  span: ["period_start", "period_end"],
  numeric: ["value", "value_low", "value_high"],
  sortAs: { period: ["period_start", "period_end"] },
  sort: { column: "period", dir: "desc" },
  shown: ["figure_id", "indicator", "place", "period", "value", "unit", "claimed_by"],
};

const EVENTS = {
  id: "event_id",
  folder: "events",
  main: "title",
  facets: { place: "place", type: "type" },
  span: ["date_start", "date_end"],
  numeric: [],
  sortAs: { date: ["date_start", "date_end"] },
  sort: { column: "date", dir: "desc" },
  shown: ["event_id", "date", "title", "place", "type", "status"],
};

/** Columns for readers, and columns that only help (dates to compare, ids behind labels). */
export function kind(name, columns) {
  const base = { figures: FIGURES, events: EVENTS }[name];
  const readable = columns.filter((column) => !helper(column));
  const shown = base.shown.filter((column) => readable.includes(column));
  const rest = readable.filter((column) => !shown.includes(column));
  return { ...base, name, hidden: helper, columns: [...shown, ...rest], shown };
}
