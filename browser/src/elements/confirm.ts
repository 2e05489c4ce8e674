/**
 * Around a form whose act cannot be undone: asks once more before it is sent. Attributes:
 * `heading`, `text`, `label` (the act's own word); without a heading it asks nothing.
 */
export class MamoriConfirm extends HTMLElement {
  private confirmed = false;

  connectedCallback(): void {
    if (this.hasAttribute("heading")) this.addEventListener("submit", (event) => this.ask(event));
  }

  private ask(event: SubmitEvent): void {
    if (this.confirmed || !(event.target instanceof HTMLFormElement)) return;
    event.preventDefault();
    const form = event.target;
    const dialog = this.make_dialog();
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "yes") return;
      this.confirmed = true;
      form.requestSubmit(event.submitter instanceof HTMLButtonElement ? event.submitter : null);
      this.confirmed = false;
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  private make_dialog(): HTMLDialogElement {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    const form = document.createElement("form");
    form.method = "dialog";
    const heading = document.createElement("h2");
    heading.id = "dialog-heading";
    heading.textContent = this.getAttribute("heading");
    const text = document.createElement("p");
    text.textContent = this.getAttribute("text");
    const buttons = document.createElement("div");
    buttons.className = "dialog__buttons";
    const no = make_button("やめる", "no", "button button--secondary");
    no.autofocus = true;
    buttons.append(
      no,
      make_button(this.getAttribute("label") ?? "", "yes", "button button--danger"),
    );
    form.append(heading, text, buttons);
    dialog.setAttribute("aria-labelledby", heading.id);
    dialog.append(form);
    return dialog;
  }
}

function make_button(label: string, value: string, class_name: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.className = class_name;
  button.value = value;
  button.textContent = label;
  return button;
}
