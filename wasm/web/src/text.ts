// The texts of the page. A translation is another file of the same type, chosen here.

import { en } from "./en";

export type Texts = typeof en;

export const t: Texts = en;

/** One of several texts by a name that may come from anywhere. */
export const textOf = (texts: { readonly [name: string]: string | undefined }, name: string): string | undefined =>
    Object.hasOwn(texts, name) ? texts[name] : undefined;
