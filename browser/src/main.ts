// Every page works without this file; what is here saves people time and mistakes.
import { MamoriArticles } from "./elements/articles.ts";
import { MamoriConfirm } from "./elements/confirm.ts";
import { MamoriConfirming } from "./elements/confirming.ts";
import { MamoriCopy } from "./elements/copy.ts";
import { MamoriCount } from "./elements/count.ts";
import { MamoriDate } from "./elements/date.ts";
import { MamoriDraft, settle_sent_draft } from "./elements/draft.ts";
import { MamoriFilter } from "./elements/filter.ts";
import { MamoriList } from "./elements/list.ts";
import { MamoriPasskey } from "./elements/passkey.ts";
import { MamoriPicker } from "./elements/picker.ts";
import { MamoriRegulation } from "./elements/regulation.ts";
import { MamoriSides } from "./elements/sides.ts";
import { MamoriTable } from "./elements/table.ts";
import { MamoriWhen } from "./elements/when.ts";
import { keys_are_on, make_keys_switch, press_of } from "./elements/keyboard.ts";
import { drop_all_drafts } from "./logic/draft.ts";
import { wish_of } from "./logic/keys.ts";

settle_sent_draft();
customElements.define("mamori-articles", MamoriArticles);
customElements.define("mamori-confirm", MamoriConfirm);
customElements.define("mamori-confirming", MamoriConfirming);
customElements.define("mamori-copy", MamoriCopy);
customElements.define("mamori-count", MamoriCount);
customElements.define("mamori-date", MamoriDate);
customElements.define("mamori-draft", MamoriDraft);
customElements.define("mamori-filter", MamoriFilter);
customElements.define("mamori-list", MamoriList);
customElements.define("mamori-passkey", MamoriPasskey);
customElements.define("mamori-picker", MamoriPicker);
customElements.define("mamori-regulation", MamoriRegulation);
customElements.define("mamori-sides", MamoriSides);
customElements.define("mamori-table", MamoriTable);
customElements.define("mamori-when", MamoriWhen);

// An error is what the reader must see first.
document.querySelector<HTMLElement>(".errors")?.focus();

// A link in the error summary goes to the field itself, not only near it.
document.querySelector(".errors__list")?.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (target) window.setTimeout(() => target.focus());
});

// "/" leads to the search, unless a page has a use of its own for the key.
document.addEventListener("keydown", (event) => {
  const search = document.querySelector<HTMLInputElement>("#search-all");
  if (event.defaultPrevented || !search || !keys_are_on()) return;
  if (wish_of(press_of(event))?.kind !== "search") return;
  event.preventDefault();
  search.focus();
  search.select();
});
document.querySelector(".menu__keys")?.append(make_keys_switch());

// A menu closes when the reader goes elsewhere or presses Escape.
for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu")) {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

// Who signs out leaves nothing of theirs on the machine.
document
  .querySelector('form[action$="/sign-out"]')
  ?.addEventListener("submit", () => drop_all_drafts(localStorage));
