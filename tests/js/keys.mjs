// Makes or checks the files of circuits/keys from the npm package @zk-kit/semaphore-artifacts 4.13.0.
//
//   node tests/js/keys.mjs --check [PACKAGE_DIR]   compare the committed files with the package
//   node tests/js/keys.mjs --write [PACKAGE_DIR]   write them anew
//
// PACKAGE_DIR defaults to the copy that `npm ci` installs beside this script.
// The layouts written here are described in circuits/keys/README.md.

import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const HERE = path.dirname(fileURLToPath(import.meta.url))
const VERSION = "4.13.0"
const MAX_DEPTH = 32
const KEPT_DEPTHS = [10, 16, 20, 32]
const PUBLIC_INPUTS = 4
const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n
const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n

const keysDir = path.join(HERE, "../../circuits/keys")

function sha256(bytes) {
    return createHash("sha256").update(bytes).digest("hex")
}

function ensure(condition, message) {
    if (!condition) throw new Error(message)
}

/** A base field element as 32 bytes, big-endian. */
function encode(decimal) {
    const value = BigInt(decimal)
    ensure(value >= 0n && value < Q, `${decimal} is not a canonical element of the base field`)
    return Buffer.from(value.toString(16).padStart(64, "0"), "hex")
}

function encodeG1([x, y, z]) {
    ensure(z === "1", "a point of G1 is not affine")
    return Buffer.concat([encode(x), encode(y)])
}

function encodeG2([x, y, z]) {
    ensure(z[0] === "1" && z[1] === "0", "a point of G2 is not affine")
    return Buffer.concat([...x, ...y].map(encode))
}

/** One record of verifying-keys.bin from the package's semaphore-N.json. */
function recordFromJson(json) {
    const key = JSON.parse(json)
    ensure(key.protocol === "groth16" && key.curve === "bn128", "not a Groth16 key over BN254")
    ensure(key.nPublic === PUBLIC_INPUTS && key.IC.length === PUBLIC_INPUTS + 1, "not four public inputs")
    return Buffer.concat([
        encodeG1(key.vk_alpha_1),
        encodeG2(key.vk_beta_2),
        encodeG2(key.vk_gamma_2),
        encodeG2(key.vk_delta_2),
        ...key.IC.map(encodeG1)
    ])
}

/** The sections of a zkey file, by their number. */
function zkeySections(zkey) {
    ensure(zkey.toString("latin1", 0, 4) === "zkey", "not a zkey file")
    const sections = new Map()
    let at = 12
    for (let left = zkey.readUInt32LE(8); left > 0; left--) {
        const length = Number(zkey.readBigUInt64LE(at + 4))
        sections.set(zkey.readUInt32LE(at), zkey.subarray(at + 12, at + 12 + length))
        at += 12 + length
    }
    ensure(at === zkey.length, "the sections do not fill the zkey file")
    return sections
}

/** The same record from the zkey, whose coordinates are little-endian and in Montgomery form. */
function recordFromZkey(zkey) {
    const sections = zkeySections(zkey)
    const header = sections.get(2)
    const littleEndian = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`)
    ensure(header.readUInt32LE(0) === 32 && littleEndian(header.subarray(4, 36)) === Q, "not over BN254's q")
    ensure(header.readUInt32LE(36) === 32 && littleEndian(header.subarray(40, 72)) === R, "not over BN254's r")
    ensure(header.readUInt32LE(76) === PUBLIC_INPUTS, "not four public inputs")

    const montgomeryInverse = inverse(1n << 256n)
    const coordinates = (bytes) => {
        const parts = []
        for (let at = 0; at < bytes.length; at += 32) {
            parts.push(encode((littleEndian(bytes.subarray(at, at + 32)) * montgomeryInverse) % Q))
        }
        return Buffer.concat(parts)
    }
    const points = header.subarray(84)
    const [alpha1, beta2, gamma2, delta2] = [
        points.subarray(0, 64), // then beta_1, 64 bytes
        points.subarray(128, 256),
        points.subarray(256, 384), // then delta_1, 64 bytes
        points.subarray(448, 576)
    ]
    return Buffer.concat([alpha1, beta2, gamma2, delta2, sections.get(3)].map(coordinates))
}

/** The inverse modulo q. */
function inverse(value) {
    let [a, b, x, y] = [value % Q, Q, 1n, 0n]
    while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
    return ((x % Q) + Q) % Q
}

/** Every file of circuits/keys that comes from the package, as name and bytes. */
function makeFiles(packageDir) {
    const { version } = JSON.parse(readFileSync(path.join(packageDir, "package.json")))
    ensure(version === VERSION, `the package is version ${version}, not ${VERSION}`)
    const files = new Map([["LICENSE", readFileSync(path.join(packageDir, "LICENSE"))]])
    const pins = []
    const records = []
    for (let depth = 1; depth <= MAX_DEPTH; depth++) {
        const zkey = readFileSync(path.join(packageDir, `semaphore-${depth}.zkey`))
        const record = recordFromJson(readFileSync(path.join(packageDir, `semaphore-${depth}.json`)))
        ensure(record.equals(recordFromZkey(zkey)), `semaphore-${depth}: .json and .zkey disagree`)
        pins.push(`${depth} ${zkey.length} ${sha256(zkey)} ${sha256(record)}\n`)
        records.push(record)
        if (KEPT_DEPTHS.includes(depth)) files.set(`semaphore-${depth}.zkey`, zkey)
    }
    files.set("pins.txt", Buffer.from(pins.join("")))
    files.set("verifying-keys.bin", Buffer.concat(records))
    return files
}

const [mode, packageDir = path.join(HERE, "node_modules/@zk-kit/semaphore-artifacts")] =
    process.argv.slice(2)
if (mode !== "--check" && mode !== "--write") {
    console.error("usage: node tests/js/keys.mjs --check|--write [PACKAGE_DIR]")
    process.exit(2)
}
let differing = 0
for (const [name, bytes] of makeFiles(packageDir)) {
    const file = path.join(keysDir, name)
    if (mode === "--write") {
        writeFileSync(file, bytes)
    } else if (!existsSync(file) || !readFileSync(file).equals(bytes)) {
        console.error(`circuits/keys/${name} differs from the package's`)
        differing++
    }
}
if (differing > 0) process.exit(1)
console.log(mode === "--write" ? "circuits/keys written" : "circuits/keys agrees with the published package")
