// The state of a table in the fragment of the address, and back. Ids only, so that both languages share it.

/**
 * State: {q, filters: {key: [id, ...]}, from, to, sort: {column, dir} | null, columns: [name, ...] | null, page}.
 * `kind` says what may stand in it: {facets: {key: column}, columns: [name, ...]}. Anything else is passed over.
 */
export function parse(hash, kind) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const list = (key) => (given.get(key) ?? "").split(",").filter(Boolean);
  const filters = {};
  for (const key of Object.keys(kind.facets)) {
    const ids = [...new Set(list(key))];
    if (ids.length) filters[key] = ids;
  }
  const [column, dir] = (given.get("sort") ?? "").split(":");
  const columns = list("columns").filter((name) => kind.columns.includes(name));
  return {
    q: (given.get("q") ?? "").trim(),
    filters,
    from: year(given.get("from")),
    to: year(given.get("to")),
    sort: kind.columns.includes(column) && (dir === "asc" || dir === "desc") ? { column, dir } : null,
    columns: columns.length ? columns : null,
    page: /^[1-9]\d{0,5}$/.test(given.get("page") ?? "") ? Number(given.get("page")) : 1,
  };
}

const year = (text) => (/^\d{4}$/.test(text ?? "") ? Number(text) : null);

/** The fragment, without "#"; empty when nothing is chosen. */
export function format(state) {
  const parts = Object.entries(state.filters)
    .filter(([, ids]) => ids.length)
    .map(([key, ids]) => [key, ids.join(",")]);
  for (const key of ["from", "to"]) if (state[key] !== null) parts.push([key, state[key]]);
  if (state.q) parts.push(["q", state.q]);
  if (state.sort) parts.push(["sort", `${state.sort.column}:${state.sort.dir}`]);
  if (state.columns) parts.push(["columns", state.columns.join(",")]);
  if (state.page > 1) parts.push(["page", state.page]);
  return parts
    .map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%3A", ":").replaceAll("%2C", ",")}`)
    .join("&");
}
