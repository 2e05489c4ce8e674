// Which articles of a regulation a reader wants to see.
import { finds } from "./text.ts";

export interface Provision {
  text: string;
  state: string; // code of its state; empty where it has none
  offices: string[]; // who must, in the body's words
}

export interface Wish {
  words: string;
  state: string; // empty: any
  office: string; // empty: any
}

export function is_idle(wish: Wish): boolean {
  return wish.words.trim() === "" && wish.state === "" && wish.office === "";
}

/** Whether this one provision fulfils everything wished for. */
export function fulfils(provision: Provision, wish: Wish): boolean {
  return (
    (wish.state === "" || provision.state === wish.state) &&
    (wish.office === "" || provision.offices.includes(wish.office)) &&
    finds(provision.text, wish.words)
  );
}
