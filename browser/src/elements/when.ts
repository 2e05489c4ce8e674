/**
 * A field that is asked for only when a choice says so: hidden and not sent while it does not. What
 * was typed stays, should the choice be taken back.
 */
export class MamoriWhen extends HTMLElement {
  connectedCallback(): void {
    const form = this.closest("form");
    const name = this.dataset["field"];
    const values = (this.dataset["values"] ?? "").split(" ");
    if (!form || !name) return;
    const show = () => {
      const chosen = new FormData(form).getAll(name).map(String);
      const asked = chosen.some((value) => values.includes(value));
      this.hidden = !asked;
      for (const input of this.querySelectorAll<HTMLInputElement>("input, select, textarea")) {
        input.disabled = !asked;
      }
    };
    form.addEventListener("change", show);
    show();
  }
}
