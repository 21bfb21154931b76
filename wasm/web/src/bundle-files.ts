// Bundles that the reader chooses or drops: an archive, or a folder of parts.

import { Bundle } from "@ostrakon/client";
import { bytesOf } from "./file";

/** A file with its path within what was chosen. */
interface Part {
    path: string;
    file: File;
}

/** A bundle of the files that an input holds. */
export const fromInput = (files: Iterable<File>): Promise<Bundle | Uint8Array | undefined> =>
    fromParts([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));

/** A bundle of what was dropped. */
export async function fromDrop(items: DataTransferItemList): Promise<Bundle | Uint8Array | undefined> {
    // Entries can only be asked for at once, before anything is awaited.
    const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
    return fromParts((await Promise.all(entries.map((entry) => walk(entry, "")))).flat());
}

async function fromParts(parts: Part[]): Promise<Bundle | Uint8Array | undefined> {
    const [first] = parts;
    if (!first) return undefined;
    if (parts.length === 1 && !first.path.includes("/")) return bytesOf(first.file);
    const read = parts.map(async ({ path, file }) => [path.slice(path.indexOf("/") + 1), await bytesOf(file)] as const);
    return new Bundle(await Promise.all(read));
}

async function walk(entry: FileSystemEntry, folder: string): Promise<Part[]> {
    const path = `${folder}${entry.name}`;
    if (isFile(entry)) return [{ path, file: await new Promise<File>((done, failed) => entry.file(done, failed)) }];
    if (!isFolder(entry)) return [];
    const reader = entry.createReader();
    const found: FileSystemEntry[] = [];
    // Folders are read in portions, until one is empty.
    for (;;) {
        const portion = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
        if (portion.length === 0) break;
        found.push(...portion);
    }
    return (await Promise.all(found.map((each) => walk(each, `${path}/`)))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
