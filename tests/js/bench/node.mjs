// One client in one process of Node: `node node.mjs ours|theirs CASE.json RUNS` prints what measure.mjs tells.

import { readFile } from "node:fs/promises"
import { measure } from "./measure.mjs"

const [who, file, runs] = process.argv.slice(2)
const test = JSON.parse(await readFile(file))
const artifact = (extension) => new URL(`../node_modules/@zk-kit/semaphore-artifacts/semaphore-${test.depth}.${extension}`, import.meta.url)

let told
if (who === "ours") {
    const { begin } = await import("./ours.mjs")
    const client = await begin(test, async () => readFile(artifact("zkey")))
    told = await measure(client, client.prove, Number(runs), true)
} else {
    const { begin } = await import("./theirs.mjs")
    const client = await begin(test, { wasm: artifact("wasm").pathname, zkey: artifact("zkey").pathname })
    // From memory, so that what comes after the first proof reads no files.
    const known = { wasm: new Uint8Array(await readFile(artifact("wasm"))), zkey: new Uint8Array(await readFile(artifact("zkey"))) }
    told = await measure(client, () => client.prove(known), Number(runs), false)
}
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ ...told, processor: (user + system) / 1000 }))
