// What Semaphore V4's JavaScript client computes, the module computes, and what it should have refused,
// the module refuses. See tests/vectors/README.md.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import ostrakon, { codeOf, encode } from "./module.mjs";

const { Group, Identity, checkSemaphoreProof } = ostrakon;
const vectors = JSON.parse(readFileSync(new URL("../../tests/vectors/semaphore-v4.json", import.meta.url)));

const identity = (of) => Identity.fromPrivateKey(Buffer.from(of.privateKeyHex, "hex"));
const group = (places) => Group.parse(encode({ format: "ostrakon/group/1", places }));

test("identities are the same", () => {
    assert.ok(vectors.identities.length > 20);
    for (const vector of vectors.identities) {
        const made = identity(vector);
        assert.equal(made.commitment, vector.commitment);
        assert.equal(made.export(), vector.exportBase64);
        assert.equal(Identity.import(vector.exportBase64).commitment, vector.importedCommitment);
    }
});

test("nullifiers are the same", () => {
    for (const vector of vectors.nullifiers) {
        const secret = identity(vectors.identities[vector.identity]);
        assert.equal(secret.nullifier(vector.scopeInteger), vector.nullifier);
    }
});

test("groups have the same roots", () => {
    const listed = vectors.groups.filter((vector) => vector.membersRule === undefined);
    assert.ok(listed.length > 20);
    for (const { size, root } of listed) {
        const made = group(vectors.pool.slice(0, size));
        assert.deepEqual([made.root, made.places], [root, size]);
        const grown = new Group();
        vectors.pool.slice(0, size).forEach((member, place) => assert.equal(grown.append(member), place));
        assert.equal(grown.root, root);
    }
});

test("group operations have the same roots", () => {
    const operations = {
        addMember: (group, [member]) => void group.append(member),
        addMembers: (group, [members]) => members.forEach((member) => void group.append(member)),
        updateMember: (group, [place, member]) => group.update(place, member),
        removeMember: (group, [place]) => group.remove(place),
    };
    for (const { title, steps = [] } of vectors.groupOps) {
        let made = new Group();
        for (const { op, args, error, size, root } of steps) {
            const before = made.toBytes();
            const refused = codeOf(() => operations[op](made, args)) !== "accept";
            // Here the members are added one by one, so those before a bad one are in.
            if (refused) made = Group.parse(before);
            if (refused && title.includes("NOT rejected by JS")) break;
            assert.equal(refused, error !== undefined, title);
            assert.deepEqual([made.places, made.root ?? "0"], [size, root], title);
        }
    }
});

test("one root of two lists is told apart", () => {
    const { abc, collapsed } = vectors.rootAmbiguity;
    const [whole, other] = [group(abc.members), group(collapsed.members)];
    assert.deepEqual([whole.root, other.root], [abc.root, abc.root]);
    assert.notEqual(whole.digest, other.digest);
});

test("valid proofs hold and their variants do not", () => {
    for (const { depth, proof, members, variants, identity: voter } of vectors.proofs) {
        assert.equal(codeOf(() => checkSemaphoreProof(encode(proof))), "accept", `depth ${depth}`);
        assert.equal(group(members).root, proof.merkleTreeRoot);
        assert.equal(identity(vectors.identities[voter]).nullifier(proof.scope), proof.nullifier);
        assert.ok(variants.length > 0);
        for (const variant of variants) {
            const result = codeOf(() => checkSemaphoreProof(encode(variant.proof)));
            const why = `depth ${depth}, ${variant.why}`;
            if (variant.malleated === true) assert.equal(result, "accept", why);
            else assert.notEqual(result, "accept", why);
        }
    }
});

test("forged proofs are refused", () => {
    for (const { why, proof, mustReject } of vectors.forged) {
        const result = codeOf(() => checkSemaphoreProof(encode(proof)));
        // Proven at an inner node, it is no forgery for this root: see the native test.
        if (mustReject === true) assert.notEqual(result, "accept", why);
        else assert.equal(result, "accept", why);
    }
});
