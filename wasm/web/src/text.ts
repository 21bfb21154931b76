// The texts of the page. A translation is another file of the same type, chosen here.

import { en } from "./en";

export type Texts = typeof en;

export const t: Texts = en;
