// How either client is measured, in Node and in Chromium alike.

/** Ballots that are made, each of which is checked this many times in a batch of 1,000. */
const MADE = 20

/**
 * Milliseconds from the beginning of the process or page to the first proof (`cold`), of further ones (`warm`), of
 * first ones of identities that had none before, with all loaded (`other`), where that makes a difference, and of the
 * check of 1,000 ballots or, where one is checked after the other, of 20 times 50 (`check`).
 */
export async function measure(client, warmProof, runs, batched) {
    await client.prove()
    const cold = performance.now()
    const warm = []
    const made = []
    for (let i = 0; i < Math.max(runs, batched ? MADE : 0); i++) {
        const began = performance.now()
        made.push(await warmProof())
        warm.push(performance.now() - began)
    }
    const other = []
    for (let i = 0; client.proveAnew && i < runs; i++) other.push(await client.proveAnew())
    const ballots = batched ? Array.from({ length: 1000 }, (_, i) => made[i % MADE]) : made
    await client.check(made.slice(0, 1))
    const began = performance.now()
    await client.check(ballots)
    const check = ((performance.now() - began) * 1000) / ballots.length
    await client.end()
    return { cold, warm: warm.slice(0, runs), other, check }
}
