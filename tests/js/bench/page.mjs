// One client in one page of Chromium: /?who=ours|theirs&depth=20&runs=5.

import { measure } from "./measure.mjs"

async function bytesOf(path) {
    return new Uint8Array(await (await fetch(path)).arrayBuffer())
}

async function main() {
    const given = new URLSearchParams(location.search)
    const [depth, runs] = [given.get("depth"), Number(given.get("runs"))]
    const test = await (await fetch(`/case-${depth}.json`)).json()
    const [wasm, zkey] = [`/keys/${depth}.wasm`, `/keys/${depth}.zkey`]
    if (given.get("who") === "ours") {
        const { begin } = await import("./ours.mjs")
        const client = await begin(test, () => bytesOf(zkey))
        return measure(client, client.prove, runs, true)
    }
    const { begin } = await import("./theirs.mjs")
    const client = await begin(test, { wasm, zkey })
    // From memory, so that what comes after the first proof fetches nothing.
    let known
    const warm = async () => client.prove((known ??= { wasm: await bytesOf(wasm), zkey: await bytesOf(zkey) }))
    return measure(client, warm, runs, false)
}

globalThis.told = main()
