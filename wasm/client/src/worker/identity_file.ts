/** The identity file, as the program `ostrakon` writes and reads it: plain, or encrypted with a passphrase by age. */

import { Decrypter, Encrypter, armor } from "age-encryption";
import { OstrakonError } from "../error.js";

const MAX_BYTES = 16 * 1024;
const TITLE = "# Ostrakon identity: keep this file secret. Whoever has it can vote as you and see how you voted.";
const COMMITMENT = "# commitment: ";
const ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----";

/** What an identity file says. */
export interface IdentityFile {
    /** The private key in base64. */
    readonly key: string;
    /** The commitment, where the file states one. */
    readonly commitment: string | undefined;
}

/** The bytes of a file, encrypted. */
export async function seal({ key, commitment }: IdentityFile, passphrase: string): Promise<Uint8Array> {
    if (passphrase === "") throw new OstrakonError("identity-passphrase", "the passphrase is empty");
    const encrypter = new Encrypter();
    encrypter.setPassphrase(passphrase);
    const sealed = await encrypter.encrypt(`${TITLE}\n${COMMITMENT}${commitment}\n${key}\n`);
    return new TextEncoder().encode(armor.encode(sealed));
}

/** Reads a file. Whether its commitment is that of its key is for the caller to compare. */
export async function open(file: Uint8Array, passphrase: string | undefined): Promise<IdentityFile> {
    if (file.length > MAX_BYTES) throw new OstrakonError("identity-size", `more than ${MAX_BYTES} bytes`);
    const text = decode(file).trimStart();
    const plain = text.startsWith(ARMOR) ? await decrypt(text, passphrase) : text;
    const lines = plain.split("\n").map((line) => line.trim());
    const [key, ...more] = lines.filter((line) => line !== "" && !line.startsWith("#"));
    if (key === undefined || more.length > 0) {
        throw new OstrakonError("identity-file", "this is not an identity file: one line with a key is needed");
    }
    const stated = lines.find((line) => line.startsWith(COMMITMENT));
    return { key, commitment: stated?.slice(COMMITMENT.length).trim() };
}

async function decrypt(text: string, passphrase: string | undefined): Promise<string> {
    if (!passphrase) throw new OstrakonError("identity-passphrase", "the file is encrypted: its passphrase is needed");
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    let sealed: Uint8Array;
    try {
        sealed = armor.decode(text);
    } catch {
        throw new OstrakonError("identity-file", "the file is damaged: its lines are not what age writes");
    }
    try {
        return decode(await decrypter.decrypt(sealed));
    } catch (error) {
        if (error instanceof OstrakonError) throw error;
        throw new OstrakonError("identity-passphrase", "the passphrase is wrong, or the file is damaged");
    }
}

function decode(bytes: Uint8Array): string {
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        throw new OstrakonError("identity-file", "this is not an identity file: it is no text");
    }
}
