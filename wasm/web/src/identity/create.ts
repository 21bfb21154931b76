// Making an identity, or taking one in from its file.

import { h } from "../dom";
import { codeOf } from "../failure";
import { bytesOf, fileName, save } from "../file";
import { keepIdentity, type StoredIdentity } from "../identities";
import { field, form } from "../parts";
import { ostrakon, unlocked } from "../session";
import { t } from "../text";
import { newPassphrase } from "./passphrase";

export type Kept = (identity: StoredIdentity) => void;

/** A form that makes an identity, keeps it sealed, and leaves it unlocked. */
export function createForm(kept: Kept): HTMLElement {
    const name = h("input", { type: "text", value: t.identity.defaultName, maxlength: 60, autocomplete: "username" });
    const passphrase = newPassphrase();
    const submit = h("button", { class: "primary" }, t.identity.make);
    return form(
        submit,
        t.identity.making,
        async () => {
            const words = passphrase.read();
            const identity = await (await ostrakon()).newIdentity();
            const stored = { commitment: identity.commitment, name: name.value.trim() || t.identity.defaultName, file: await identity.seal(words) };
            await keepIdentity(stored);
            unlocked.set(identity.commitment, identity);
            kept(stored);
        },
        field(t.identity.name, name),
        passphrase.node,
    );
}

/** Bytes of a file in which its kind is told. */
const HEAD = 1024;

/** Whether a file of an identity is sealed with a passphrase. Only such a file is ever kept as it is. */
const isSealed = (file: Uint8Array): boolean =>
    new TextDecoder().decode(file.subarray(0, HEAD)).trimStart().startsWith("-----BEGIN AGE ENCRYPTED FILE-----");

/** A form that takes in the file of an identity. A file that is not sealed gets a passphrase first. */
export function restoreForm(kept: Kept): HTMLElement {
    const file = h("input", { type: "file", required: true });
    const words = h("input", { type: "password", autocomplete: "current-password" });
    const fresh = newPassphrase();
    const plain = h("div", { hidden: true }, h("p", { class: "hint" }, t.identity.plainFile), fresh.node);
    const sealed = field(t.identity.passphrase, words);
    const asks = (isPlain: boolean): void => {
        plain.hidden = !isPlain;
        sealed.hidden = isPlain;
    };
    file.addEventListener("change", () => {
        const chosen = file.files?.[0];
        if (chosen) void bytesOf(chosen.slice(0, HEAD)).then((bytes) => asks(!isSealed(bytes)));
    });
    const submit = h("button", { class: "primary" }, t.identity.open);
    return form(
        submit,
        t.identity.unlocking,
        async () => {
            const chosen = file.files?.[0];
            if (!chosen) throw new Error(t.identity.file);
            const bytes = await bytesOf(chosen);
            const unsealed = !isSealed(bytes);
            asks(unsealed);
            const passphrase = unsealed ? fresh.read() : words.value;
            const identity = await (await ostrakon()).openIdentity(bytes, unsealed ? undefined : passphrase);
            const name = chosen.name.replace(/\.[^.]*$/, "") || t.identity.defaultName;
            const stored = { commitment: identity.commitment, name, file: unsealed ? await identity.seal(passphrase) : bytes };
            await keepIdentity(stored);
            unlocked.set(identity.commitment, identity);
            kept(stored);
        },
        field(t.identity.file, file),
        sealed,
        plain,
    );
}

/** Unlocks an identity of this browser with its passphrase. */
export function unlockForm(stored: StoredIdentity, opened: () => void): HTMLElement {
    const words = h("input", { type: "password", autocomplete: "current-password", required: true });
    const submit = h("button", { class: "primary" }, t.identity.unlock);
    return form(
        submit,
        t.identity.unlocking,
        async () => {
            try {
                unlocked.set(stored.commitment, await (await ostrakon()).openIdentity(stored.file, words.value));
            } catch (error) {
                if (codeOf(error) === "identity-passphrase") words.select();
                throw error;
            }
            opened();
        },
        // Password managers tell by it which passphrase this is.
        h("input", { type: "text", autocomplete: "username", value: stored.name, readonly: true, hidden: true }),
        field(t.identity.passphrase, words),
    );
}

/** Saves the sealed file of an identity. */
export const saveIdentity = (stored: StoredIdentity): void =>
    save(fileName(stored.name, "ostrakon"), "text/plain", stored.file);
