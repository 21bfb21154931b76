// Makes the cases, runs both clients in turns, and prints a table: see scripts/bench-browser.
//
//   node bench.mjs FOLDER RUNS DEPTH...      FOLDER holds case-DEPTH.json and the built page, page/

import { execFileSync } from "node:child_process"
import { createReadStream } from "node:fs"
import { createServer } from "node:http"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { chromium } from "../../../wasm/node_modules/playwright-core/index.mjs"

const [folder, runs, ...depths] = process.argv.slice(2)
const here = fileURLToPath(new URL(".", import.meta.url))
const artifacts = path.join(here, "../node_modules/@zk-kit/semaphore-artifacts")
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" }
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

function inNode(who, depth) {
    return JSON.parse(execFileSync("node", [path.join(here, "node.mjs"), who, path.join(folder, `case-${depth}.json`), runs], { maxBuffer: 1 << 24 }))
}

/** A server of the page, the cases and the artifacts. */
async function serve() {
    const server = createServer((request, response) => {
        const { pathname } = new URL(request.url, "http://localhost")
        const key = /^\/keys\/(\d+)\.(wasm|zkey)$/.exec(pathname)
        const named = /^\/(case-\d+\.json|assets\/[\w.-]+)$/.exec(pathname)?.[1] ?? "index.html"
        const file = key ? path.join(artifacts, `semaphore-${key[1]}.${key[2]}`) : path.join(folder, named.startsWith("case") ? named : `page/${named}`)
        response.setHeader("content-type", TYPES[path.extname(file)] ?? "application/octet-stream")
        createReadStream(file).on("error", () => response.writeHead(404).end()).pipe(response)
    })
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
    return server
}

async function inChromium(origin, who, depth) {
    // A browser of its own, so that nothing is kept from before.
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS })
    try {
        const page = await browser.newPage()
        page.on("pageerror", (error) => console.error(error))
        await page.goto(`${origin}/?who=${who}&depth=${depth}&runs=${runs}`)
        await page.waitForFunction(() => "told" in globalThis)
        return { ...(await page.evaluate(() => globalThis.told)), version: browser.version() }
    } finally {
        await browser.close()
    }
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1]

function row(where, depth, theirs, ours) {
    const cells = [where, depth]
    const warm = median(theirs.warm)
    // Theirs has nothing to share between proofs: each takes as long as any.
    for (const [a, b] of [[theirs.cold, ours.cold], [warm, median(ours.other)], [warm, median(ours.warm)], [theirs.check, ours.check]]) {
        cells.push(`${a.toFixed(0)}`, `${b.toFixed(0)}`, `${(a / b).toFixed(2)}`)
    }
    return `| ${cells.join(" | ")} |`
}

const server = await serve()
const origin = `http://127.0.0.1:${server.address().port}`
const rows = []
let version
for (const depth of depths) {
    rows.push(row("Node", depth, inNode("theirs", depth), inNode("ours", depth)))
    const [theirs, ours] = [await inChromium(origin, "theirs", depth), await inChromium(origin, "ours", depth)]
    version = ours.version
    rows.push(row("Chromium", depth, theirs, ours))
}
server.close()
console.log(`Node ${process.versions.node}, Chromium ${version}. Milliseconds; S is @semaphore-protocol/core, O is @ostrakon/client.`)
console.log("first: from nothing, with loading of scripts, modules and keys, until there is a proof. other: median of proofs by")
console.log("identities that made none before. next: median of further proofs by one identity in one group.")
console.log("1,000: check of 1,000 proofs; one after the other by S, whose time is that of a few, as a batch by O.\n")
console.log("| | depth | first S | first O | S/O | other S | other O | S/O | next S | next O | S/O | 1,000 S | 1,000 O | S/O |")
console.log("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|")
console.log(rows.join("\n"))
