// Identities, and that their files are those of the program.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Ostrakon } from "@ostrakon/client";
import { codeOf, ostrakon as program } from "./club.mjs";

const folder = mkdtempSync(join(tmpdir(), "ostrakon-"));
let ostrakon;
before(async () => {
    ostrakon = await Ostrakon.start();
});
after(() => {
    ostrakon.close();
    rmSync(folder, { recursive: true });
});

test("a file that is sealed here opens in the program", async () => {
    const identity = await ostrakon.newIdentity();
    writeFileSync(join(folder, "here.ostrakon"), await identity.seal("correct horse"), { mode: 0o600 });
    writeFileSync(join(folder, "passphrase"), "correct horse\n", { mode: 0o600 });
    const shown = program(folder, "identity", "show", "here.ostrakon", "--passphrase-file", "passphrase");
    assert.equal(shown.commitment, identity.commitment);
});

test("a file that the program sealed opens here, with its passphrase alone", async () => {
    writeFileSync(join(folder, "passphrase"), "Füße 42\n", { mode: 0o600 });
    const { commitment } = program(folder, "identity", "new", "-o", "there.ostrakon", "--passphrase-file", "passphrase");
    const file = readFileSync(join(folder, "there.ostrakon"));
    assert.equal((await ostrakon.openIdentity(file, "Füße 42")).commitment, commitment);
    assert.equal(await codeOf(ostrakon.openIdentity(file, "Fuesse 42")), "identity-passphrase");
    assert.equal(await codeOf(ostrakon.openIdentity(file)), "identity-passphrase");
});

test("a plain file opens, unless it was changed", async () => {
    const { commitment } = program(folder, "identity", "new", "-o", "plain.ostrakon");
    const file = readFileSync(join(folder, "plain.ostrakon"));
    assert.equal((await ostrakon.openIdentity(file)).commitment, commitment);
    const changed = Buffer.from(file.toString().replace(commitment, `${commitment.slice(0, -1)}${9 - commitment.at(-1)}`));
    assert.equal(await codeOf(ostrakon.openIdentity(changed)), "identity-file");
    assert.equal(await codeOf(ostrakon.openIdentity(Buffer.from("# nothing\n"))), "identity-file");
    assert.equal(await codeOf(ostrakon.openIdentity(Buffer.from([0xff, 0xfe]))), "identity-file");
    assert.equal(await codeOf(ostrakon.openIdentity(Buffer.alloc(16 * 1024 + 1, "#"))), "identity-size");
    assert.equal(await codeOf(ostrakon.openIdentity(Buffer.from("-----BEGIN AGE ENCRYPTED FILE-----\n!"), "x")), "identity-file");
});

test("an exported key is that of the program and of Semaphore's client", async () => {
    const identity = await ostrakon.newIdentity();
    assert.equal((await ostrakon.importIdentity(await identity.export())).commitment, identity.commitment);
    assert.equal(await codeOf(ostrakon.importIdentity("no base64")), "identity-base64");
    assert.equal(await codeOf(ostrakon.importIdentity("")), "identity-empty");
});

test("what was freed cannot be used", async () => {
    const identity = await ostrakon.newIdentity();
    identity.free();
    assert.equal(await codeOf(identity.seal("a")), "freed");
});
