// What Semaphore's client does for the benchmark: see scripts/bench-browser.

import { Group, Identity, generateProof, verifyProof } from "@semaphore-protocol/core"

/** Gets ready to prove; `artifacts` are addresses or bytes. Gives a function that makes a proof. */
export async function begin({ group, privateKey, message, scope, depth }, artifacts) {
    const identity = Identity.import(privateKey)
    const members = new Group(group.places)
    const prove = async (known = artifacts) => generateProof(identity, members, message, scope, depth, known)
    const check = async (proofs) => {
        for (const proof of proofs) if (!(await verifyProof(proof))) throw new Error("a proof is bad")
    }
    return { prove, check, end: async () => globalThis.curve_bn128?.terminate() }
}
