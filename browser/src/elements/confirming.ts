import { type Press, wish_of } from "../logic/keys.ts";

const switched_off = "mamori-keys-off";

/** One place whose alignment is confirmed: keys for what the buttons do. */
export class MamoriConfirming extends HTMLElement {
  private busy = false;

  connectedCallback(): void {
    this.add_switch();
    this.show_place();
    // Single keys work only while the card has the focus, so that they surprise nobody elsewhere.
    this.addEventListener("keydown", (event) => this.press(event));
    if (!document.querySelector(".errors")) this.focus({ preventScroll: location.hash === "" });
  }

  /** In a long article the words in question may lie below what is seen of it. */
  private show_place(): void {
    const context = this.querySelector<HTMLElement>(".context");
    const place = context?.querySelector<HTMLElement>(".context__part--current");
    if (!context || !place) return;
    const above = place.getBoundingClientRect().top - context.getBoundingClientRect().top;
    context.scrollTop += above - context.clientHeight / 3;
  }

  private press(event: KeyboardEvent): void {
    if (localStorage.getItem(switched_off) !== null) return;
    const wish = wish_of(press_of(event));
    if (!wish) return;
    const done =
      wish.kind === "choose"
        ? this.push(`[data-key="${wish.key}"]`)
        : wish.kind === "search"
          ? this.search()
          : wish.kind === "undo"
            ? this.push("[data-undo] button")
            : this.push(`[data-${wish.kind}]`);
    if (done) event.preventDefault();
  }

  /** Once: a second press must not decide about the next place unseen. */
  private push(selector: string): boolean {
    const target = this.querySelector<HTMLElement>(selector);
    if (!target || this.busy) return target !== null;
    this.busy = true;
    target.click();
    return true;
  }

  private search(): boolean {
    const details = this.querySelector<HTMLDetailsElement>("[data-search]");
    if (!details) return false;
    details.open = true;
    details.querySelector<HTMLElement>('input[type="search"]')?.focus();
    return true;
  }

  private add_switch(): void {
    const help = this.querySelector("[data-keys]");
    if (!help || help.querySelector("input")) return;
    const label = document.createElement("label");
    label.className = "choice";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = localStorage.getItem(switched_off) === null;
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(switched_off);
      else localStorage.setItem(switched_off, "1");
    });
    const text = document.createElement("span");
    text.textContent = "この端末でキー操作を使う";
    label.append(box, text);
    help.append(label);
  }
}

function press_of(event: KeyboardEvent): Press {
  const target = event.target instanceof Element ? event.target : null;
  return {
    key: event.key,
    modified: event.ctrlKey || event.altKey || event.metaKey || event.isComposing,
    typing:
      target?.matches('textarea, select, input:not([type="checkbox"]):not([type="radio"])') ?? false,
    on_control: target?.closest("a, button, summary, input") !== null,
  };
}
