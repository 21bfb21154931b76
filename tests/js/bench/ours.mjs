// What @ostrakon/client does for the benchmark: see scripts/bench-browser.

import { Ostrakon } from "../../../wasm/client/dist/index.js"

const encode = (value) => new TextEncoder().encode(JSON.stringify(value))

/** Loads the client and all that a proof needs; gives a function that makes one. */
export async function begin({ manifest, group, privateKey }, keys) {
    const ostrakon = await Ostrakon.start({ keys })
    const poll = await ostrakon.poll(encode(manifest))
    const [identity] = await Promise.all([ostrakon.importIdentity(privateKey), poll.loadKey(), poll.loadGroup(encode(group))])
    const prove = async () => (await poll.prove(identity, { lunch: { pick: ["thai"] } })).bytes
    const check = async (ballots) => {
        const verdicts = await poll.verifyAll(ballots)
        if (verdicts.some((verdict) => verdict instanceof Error)) throw new Error("a ballot is bad")
    }
    return { prove, check, end: async () => ostrakon.close() }
}
