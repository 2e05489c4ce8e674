import { wish_of } from "../logic/keys.ts";
import { keys_are_on, make_keys_switch, press_of } from "./keyboard.ts";

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
    if (!keys_are_on()) return;
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
    if (help && !help.querySelector("input")) help.append(make_keys_switch());
  }
}
