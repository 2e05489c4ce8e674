/** The articles beside a form: open where there is room for them, folded on a narrow screen. */
export class MamoriArticles extends HTMLElement {
  connectedCallback(): void {
    if (window.matchMedia("(min-width: 60.0625rem)").matches) return;
    for (const one of this.querySelectorAll("details")) one.open = false;
  }
}
