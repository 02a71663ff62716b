// Text as readers look for it and as they read it.

/** Without case and accents: "Huánuco" and "HUANUCO" are the same. */
export const fold = (text) => String(text).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The words of a search, folded; spaces of any kind divide them. */
export const terms = (query) => fold(query).split(/\s+/u).filter(Boolean);

const GROUP = { en: ",", es: "\u202f" };
const POINT = { en: ".", es: "," };

/** A number as the language writes it, its digits kept: "49800" is "49,800". What is no number stays as it is. */
export function number(value, language) {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value ?? "");
  if (!parts) return String(value ?? "");
  const [, sign, whole, rest] = parts;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, GROUP[language]);
  return `${sign && "\u2212"}${grouped}${rest === undefined ? "" : POINT[language] + rest}`;
}

/** A word of the interface with values put in: "{n} of {all}". "one|many" is told apart by `n`. */
export function filled(word, values = {}) {
  const forms = word.split("|");
  const form = forms.length > 1 && values.n !== 1 && values.n !== "1" ? forms[1] : forms[0];
  return form.replace(/\{(\w+)\}/g, (all, key) => (key in values ? String(values[key]) : all));
}
