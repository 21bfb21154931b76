// Semaphore's JavaScript client as a program: makes and verifies proofs for the tests of this workspace.
//
//   node tests/js/interop.mjs prove  < REQUEST
//   node tests/js/interop.mjs verify < PROOF
//   node tests/js/interop.mjs sign   < REQUEST
//
// Standard input holds one JSON value; an array holds several of them, which saves starting node again.
// Standard output gets one line of JSON for each, in the same order.
//
// prove: the request
//   {
//     "privateKey": "…",         identity as the client exports it: base64 of the private key
//     "members": ["…", …],       all places of the group in order, decimal; "0" is a removed place
//     "message": "…",            decimal, below 2^256; the client hashes it
//     "scope": "…",              decimal, below 2^256; the client hashes it
//     "merkleTreeDepth": 20      depth of the circuit, 1 to 32, not below the depth of the group
//   }
// is answered by the client's SemaphoreProof
//   {"merkleTreeDepth":20,"merkleTreeRoot":"…","nullifier":"…","message":"…","scope":"…","points":["…" × 8]}
//
// verify: a SemaphoreProof is answered by true or false.
//
// sign: the request {"privateKey":"…","message":"…"}, the message a field element in decimal, is answered by
//   {"publicKey":["…","…"],"signature":{"x":"…","y":"…","s":"…"}}
//
// Exit codes: 0 when everything was answered (also by false), 1 when a proof could not be made or checked,
// 2 on bad arguments or bad input. On 1 and 2 standard error says why, and the lines already
// printed hold. Nothing is fetched from the network: keys come from the npm package installed beside this script.

import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { Group, Identity, generateProof, verifyProof } from "@semaphore-protocol/core"

const HERE = path.dirname(fileURLToPath(import.meta.url))
const MAX_DEPTH = 32
const artifactsDir = path.join(HERE, "node_modules/@zk-kit/semaphore-artifacts")

/** What the caller got wrong, as opposed to what failed here. */
class BadInput extends Error {}

function ensure(condition, message) {
    if (!condition) throw new BadInput(message)
}

function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** A decimal string below `2^256`. The client would take other text for bytes, so it must not get any. */
function decimal(value, name) {
    ensure(typeof value === "string" && /^(0|[1-9][0-9]{0,77})$/.test(value), `${name}: not a decimal string`)
    ensure(BigInt(value) < 1n << 256n, `${name}: not below 2^256`)
    return value
}

function depth(value) {
    ensure(Number.isInteger(value) && value >= 1 && value <= MAX_DEPTH, "merkleTreeDepth: not 1 to 32")
    return value
}

function identity(privateKey) {
    ensure(typeof privateKey === "string" && privateKey !== "", "privateKey: not a base64 string")
    const decoded = Buffer.from(privateKey, "base64")
    ensure(decoded.toString("base64") === privateKey, "privateKey: not canonical base64")
    return Identity.import(privateKey)
}

/**
 * The group with these places. A list with zeros given to the client's constructor has another root than
 * removing members gives: it takes a zero on the right for a place that is not there. So members are removed.
 */
function groupOf(places) {
    const group = new Group(places.map((place, i) => (place === "0" ? String(i + 1) : place)))
    places.forEach((place, i) => place === "0" && group.removeMember(i))
    return group
}

async function prove(request) {
    ensure(isObject(request), "the request is not an object")
    const prover = identity(request.privateKey)
    ensure(Array.isArray(request.members), "members: not an array")
    const group = groupOf(request.members.map((member, i) => decimal(member, `members[${i}]`)))
    ensure(group.indexOf(prover.commitment) >= 0, "the identity is not a member of the group")
    const merkleTreeDepth = depth(request.merkleTreeDepth)
    ensure(group.depth <= merkleTreeDepth, `the group is of depth ${group.depth}, over merkleTreeDepth`)
    const artifact = (extension) => {
        const file = path.join(artifactsDir, `semaphore-${merkleTreeDepth}.${extension}`)
        if (!existsSync(file)) throw new Error(`${file} is missing; run npm ci in tests/js`)
        return file
    }
    return generateProof(
        prover,
        group,
        decimal(request.message, "message"),
        decimal(request.scope, "scope"),
        merkleTreeDepth,
        { wasm: artifact("wasm"), zkey: artifact("zkey") }
    )
}

async function verify(proof) {
    ensure(isObject(proof), "the proof is not an object")
    depth(proof.merkleTreeDepth)
    for (const name of ["merkleTreeRoot", "nullifier", "message", "scope"]) decimal(proof[name], name)
    ensure(Array.isArray(proof.points) && proof.points.length === 8, "points: not an array of 8")
    proof.points.forEach((point, i) => decimal(point, `points[${i}]`))
    return verifyProof(proof)
}

async function sign(request) {
    ensure(isObject(request), "the request is not an object")
    const signer = identity(request.privateKey)
    const { R8, S } = signer.signMessage(BigInt(decimal(request.message, "message")))
    const [x, y, s] = [...R8, S].map(String)
    return { publicKey: signer.publicKey.map(String), signature: { x, y, s } }
}

async function main() {
    const handlers = { prove, verify, sign }
    const [mode, ...rest] = process.argv.slice(2)
    ensure(Object.hasOwn(handlers, mode ?? "") && rest.length === 0, "usage: interop.mjs prove|verify|sign < JSON")
    let input
    try {
        input = JSON.parse(readFileSync(0, "utf8"))
    } catch (error) {
        throw new BadInput(`standard input: ${error.message}`)
    }
    for (const request of Array.isArray(input) ? input : [input]) {
        console.log(JSON.stringify(await handlers[mode](request)))
    }
}

let exitCode = 0
try {
    await main()
} catch (error) {
    console.error(`interop: ${error.message}`)
    exitCode = error instanceof BadInput ? 2 : 1
}
// snarkjs leaves worker threads behind that would keep the process alive.
process.exit(exitCode)
