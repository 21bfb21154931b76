// Files that the reader gives and gets.

import { h } from "./dom";

/** Offers bytes as a download. */
export function save(name: string, type: string, bytes: Uint8Array): void {
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
    h("a", { href: url, download: name }).click();
    // The browser has begun to read it by then.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export const bytesOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());

/** A name for a file, of what a person wrote. */
export function fileName(text: string, extension: string): string {
    const name = text.normalize("NFKD").replace(/[^\p{Letter}\p{Number}]+/gu, "-").replace(/^-+|-+$/g, "").toLowerCase().slice(0, 40);
    return `${name || "ostrakon"}.${extension}`;
}
