/** Around a text: a button that copies it. */
export class MamoriCopy extends HTMLElement {
  connectedCallback(): void {
    const text = this.querySelector("code")?.textContent;
    if (!text || this.querySelector("button") || !navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--plain";
    button.textContent = "コピー";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      void navigator.clipboard.writeText(text).then(() => {
        said.textContent = "コピーしました";
      });
    });
    this.append(" ", button, said);
  }
}
