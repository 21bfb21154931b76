// Makes or checks circuits/vectors: witnesses by the circuit's own calculator (semaphore-N.wasm).
//
//   node tests/js/witness-vectors.mjs --check [PACKAGE_DIR]   compare the committed files
//   node tests/js/witness-vectors.mjs --write [PACKAGE_DIR]   write them anew
//
// PACKAGE_DIR holds @zk-kit/semaphore-artifacts and defaults to the copy that `npm ci` installs beside
// this script. The inputs come from a seeded generator, so every run makes the same bytes.
// The formats are described in circuits/vectors/README.md.

import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import * as snarkjs from "snarkjs"

const HERE = path.dirname(fileURLToPath(import.meta.url))
const DEPTHS = [1, 2, 5, 10, 16, 20, 32]
const DEPTHS_WITH_ALL_WIRES = [1, 10]
const RANDOM_CASES = 10
const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n
const L = 2736030358979909402780800718157159386076813972158567259200215660948447373041n

const vectorsDir = path.join(HERE, "../../circuits/vectors")

/** SHA-256 in counter mode: the source of every input that is not an edge case. */
class Random {
    #label
    #counter = 0

    constructor(label) {
        this.#label = label
    }

    /** A value below `bound`, which is at most 2^254, so that 512 bits leave no visible bias. */
    below(bound) {
        const blocks = [0, 1].map(() =>
            createHash("sha256").update(`${this.#label}/${this.#counter++}`).digest("hex")
        )
        return BigInt(`0x${blocks.join("")}`) % bound
    }
}

/** Inputs with a path of `length` random siblings, padded with zeros up to the circuit's depth. */
function randomInputs(random, depth, length) {
    const siblings = Array.from({ length: depth }, (_, i) => (i < length ? random.below(R) : 0n))
    return {
        secret: 1n + random.below(L - 1n),
        merkleProofLength: BigInt(length),
        merkleProofIndex: random.below(1n << BigInt(length)),
        merkleProofSiblings: siblings,
        message: random.below(R),
        scope: random.below(R)
    }
}

/** The cases of one depth: random ones, then every edge that an honest path can reach. */
function* cases(depth) {
    const random = new Random(`ostrakon/witness-vectors/${depth}`)
    const full = () => randomInputs(random, depth, depth)
    const last = (1n << BigInt(depth)) - 1n
    const half = Math.floor(depth / 2)

    for (let i = 1; i <= RANDOM_CASES; i++) {
        const length = i === 1 ? depth : Number(random.below(BigInt(depth) + 1n))
        yield [`random ${i}`, randomInputs(random, depth, length)]
    }
    yield ["path of length 0", randomInputs(random, depth, 0)]
    yield ["path of half the depth", randomInputs(random, depth, half)]
    yield ["path of half the depth, last index", {
        ...randomInputs(random, depth, half),
        merkleProofIndex: (1n << BigInt(half)) - 1n
    }]
    yield ["path one short of the depth", randomInputs(random, depth, depth - 1)]
    yield ["first index", { ...full(), merkleProofIndex: 0n }]
    yield ["last index", { ...full(), merkleProofIndex: last }]
    yield ["siblings 0", { ...full(), merkleProofSiblings: Array(depth).fill(0n) }]
    yield ["siblings r - 1", { ...full(), merkleProofSiblings: Array(depth).fill(R - 1n) }]
    yield ["secret 1", { ...full(), secret: 1n }]
    yield ["secret 2", { ...full(), secret: 2n }]
    yield ["secret l - 1", { ...full(), secret: L - 1n }]
    yield ["message and scope 0", { ...full(), message: 0n, scope: 0n }]
    yield ["message and scope r - 1", { ...full(), message: R - 1n, scope: R - 1n }]
}

/** The wires in order, 32 bytes little-endian each, out of a wtns file. */
function wiresOf(wtns) {
    const view = Buffer.from(wtns)
    if (view.toString("latin1", 0, 4) !== "wtns") throw new Error("not a wtns file")
    let at = 12
    for (let left = view.readUInt32LE(8); left > 0; left--) {
        const length = Number(view.readBigUInt64LE(at + 4))
        if (view.readUInt32LE(at) === 2) return view.subarray(at + 12, at + 12 + length)
        at += 12 + length
    }
    throw new Error("the wtns file holds no values")
}

/** One wire a line, hexadecimal without leading zeros. */
function listWires(wires) {
    const lines = []
    for (let at = 0; at < wires.length; at += 32) {
        const bigEndian = Buffer.from(wires.subarray(at, at + 32)).reverse()
        lines.push(`${BigInt(`0x${bigEndian.toString("hex")}`).toString(16)}\n`)
    }
    return lines.join("")
}

/** The files of one depth, as name and text. */
async function makeFiles(packageDir, depth) {
    const files = new Map()
    const wasm = path.join(packageDir, `semaphore-${depth}.wasm`)
    const made = []
    let wireCount
    for (const [name, inputs] of cases(depth)) {
        const wtns = { type: "mem" }
        await snarkjs.wtns.calculate(inputs, wasm, wtns)
        const wires = wiresOf(wtns.data)
        wireCount = wires.length / 32
        if (made.length === 0 && DEPTHS_WITH_ALL_WIRES.includes(depth)) {
            files.set(`witness-${depth}-random-1.txt`, listWires(wires))
        }
        made.push({ name, inputs, sha256: createHash("sha256").update(wires).digest("hex") })
    }
    const bigintAsText = (_, value) => (typeof value === "bigint" ? value.toString() : value)
    const caseLines = made.map((entry) => `    ${JSON.stringify(entry, bigintAsText)}`).join(",\n")
    files.set(
        `witness-${depth}.json`,
        `{\n  "depth": ${depth},\n  "wires": ${wireCount},\n  "cases": [\n${caseLines}\n  ]\n}\n`
    )
    return files
}

const [mode, packageDir = path.join(HERE, "node_modules/@zk-kit/semaphore-artifacts")] =
    process.argv.slice(2)
if (mode !== "--check" && mode !== "--write") {
    console.error("usage: node tests/js/witness-vectors.mjs --check|--write [PACKAGE_DIR]")
    process.exit(2)
}
mkdirSync(vectorsDir, { recursive: true })
let differing = 0
for (const depth of DEPTHS) {
    for (const [name, text] of await makeFiles(packageDir, depth)) {
        const file = path.join(vectorsDir, name)
        if (mode === "--write") {
            writeFileSync(file, text)
        } else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
            console.error(`circuits/vectors/${name} differs from what the calculator makes`)
            differing++
        }
    }
}
if (differing === 0) {
    console.log(mode === "--write" ? "circuits/vectors written" : "circuits/vectors agrees with the calculator")
}
// snarkjs leaves worker threads behind that would keep the process alive.
process.exit(differing === 0 ? 0 : 1)
