// A new passphrase, typed twice.

import { h } from "../dom";
import { field } from "../parts";
import { t } from "../text";

const LEAST = 8;
/** Letters that nobody mistakes for another one: 16 of them make 72 bits. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz";

/** 0 too short, 1 weak, 2 fair, 3 strong: a guess from length and variety. */
export function strength(passphrase: string): 0 | 1 | 2 | 3 {
    if (passphrase.length < LEAST) return 0;
    const sets = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((set) => set.test(passphrase)).length;
    // Repetition adds little: a character that was there before counts half.
    const length = (passphrase.length + new Set(passphrase).size) / 2;
    const bits = length * (2 + sets);
    return bits < 40 ? 1 : bits < 55 ? 2 : 3;
}

/** A passphrase of random letters in groups. */
export function makePassphrase(): string {
    const letters: string[] = [];
    while (letters.length < 16) {
        const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
        // Bytes past a multiple of the alphabet would favour its first letters.
        if (byte < 256 - (256 % LETTERS.length)) letters.push(LETTERS[byte % LETTERS.length] ?? "");
    }
    return (letters.join("").match(/.{4}/g) ?? []).join("-");
}

/** Fields for a new passphrase. `read` says what is wrong by throwing. */
export function newPassphrase(): { node: HTMLElement; read(): string } {
    const first = h("input", { type: "password", autocomplete: "new-password", required: true, oninput: () => rate() });
    const again = h("input", { type: "password", autocomplete: "new-password", required: true });
    const meter = h("meter", { min: 0, max: 3, low: 2, high: 3, optimum: 3, "aria-label": t.identity.strengthLabel });
    const rated = h("span", { class: "small", role: "status" });
    const shown = h("p", { class: "suggestion", role: "status", hidden: true });
    const rate = (): void => {
        const value = strength(first.value);
        meter.value = value;
        rated.textContent = first.value === "" ? "" : (t.identity.strength[value] ?? "");
    };
    const suggest = h("button", { type: "button", class: "quiet" }, t.identity.suggest);
    suggest.addEventListener("click", () => {
        first.value = again.value = makePassphrase();
        shown.textContent = t.identity.suggested(first.value);
        shown.hidden = false;
        rate();
    });
    return {
        node: h(
            "div",
            {},
            field(t.identity.passphrase, first, t.identity.passphraseHint),
            h("p", { class: "strength" }, meter, rated, suggest),
            shown,
            field(t.identity.again, again),
        ),
        read() {
            if (first.value.length < LEAST) throw new Error(t.identity.tooShort);
            if (first.value !== again.value) throw new Error(t.identity.differ);
            return first.value;
        },
    };
}
