// Pages of a table: four buttons that stay, so that the focus does, and where the reader is.
import { h, word } from "./dom.js";
import { number } from "./text.js";

export class Pager {
  /** `go(page)` is called with a page, from 1. */
  constructor(language, go) {
    this.language = language;
    this.where = h("p", {});
    const [first, previous, next, last] = [
      ["first", "«"],
      ["previous", "‹"],
      ["next", "›"],
      ["last", "»"],
    ].map(([name, sign]) => {
      const button = h("button", { type: "button", "aria-label": word(`explore.page.${name}`) }, sign);
      button.addEventListener(
        "click",
        () => button.getAttribute("aria-disabled") !== "true" && go(this.targets.get(button)),
      );
      return button;
    });
    this.buttons = { first, previous, next, last };
    this.element = h(
      "nav",
      { class: "pager", "aria-label": word("explore.pages") },
      first,
      previous,
      this.where,
      next,
      last,
    );
  }

  show(page, pages) {
    const { first, previous, next, last } = this.buttons;
    this.targets = new Map([
      [first, 1],
      [previous, page - 1],
      [next, page + 1],
      [last, pages],
    ]);
    for (const button of [first, previous]) button.setAttribute("aria-disabled", String(page <= 1));
    for (const button of [next, last]) button.setAttribute("aria-disabled", String(page >= pages));
    const [n, all] = [page, pages].map((value) => number(String(value), this.language));
    this.where.textContent = word("explore.page", { page: n, pages: all });
    this.element.hidden = pages <= 1;
  }
}
