// Elements, made of text only: nothing here reads HTML.
import { filled } from "./text.js";

/** An element with attributes, listeners (`on`), and children; null and false leave out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false));
  return element;
}

export const language = () => (document.documentElement.lang === "es" ? "es" : "en");

/** A word of the interface. A missing one is shown as its key, and told on the console. */
export function word(key, values) {
  const text = window.coca?.words?.[key];
  if (text === undefined) console.error(`no word for ${key}`);
  return filled(text ?? key, values);
}

export function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
