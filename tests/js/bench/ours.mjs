// What @ostrakon/client does for the benchmark: see scripts/bench-browser.

import { Ostrakon } from "../../../wasm/client/dist/index.js"

const encode = (value) => new TextEncoder().encode(JSON.stringify(value))

/** Loads the client and all that a proof needs; gives a function that makes one. */
export async function begin({ manifest, group, privateKey }, keys) {
    const ostrakon = await Ostrakon.start({ keys })
    const poll = await ostrakon.poll(encode(manifest))
    const [identity] = await Promise.all([ostrakon.importIdentity(privateKey), poll.loadKey(), poll.loadGroup(encode(group))])
    const prove = async () => (await poll.prove(identity, { lunch: { pick: ["thai"] } })).bytes
    /** A proof by an identity that the client has not seen; gives the time of the proof alone. */
    const proveAnew = async () => {
        const anew = await ostrakon.importIdentity(privateKey)
        const began = performance.now()
        await poll.prove(anew, { lunch: { pick: ["thai"] } })
        const time = performance.now() - began
        anew.free()
        return time
    }
    const check = async (ballots) => {
        const verdicts = await poll.verifyAll(ballots)
        if (verdicts.some((verdict) => verdict instanceof Error)) throw new Error("a ballot is bad")
    }
    return { prove, proveAnew, check, end: async () => ostrakon.close() }
}
