import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** Files of the page that are copied as they are. */
const PUBLIC = ["icon.svg", "manifest.webmanifest"];

/** Tells the service worker which files the page consists of, and a version that changes with them. */
function shell(): Plugin {
    return {
        name: "shell",
        // After the plugin that makes index.html.
        enforce: "post",
        generateBundle(_options, bundle) {
            const worker = bundle["service-worker.js"];
            if (worker?.type !== "chunk") return;
            const names = Object.keys(bundle).filter((name) => name !== worker.fileName).sort();
            if (!names.includes("index.html")) this.error("the page is not in the bundle yet");
            const list = JSON.stringify([...names.map((name) => (name === "index.html" ? "/" : `/${name}`)), ...PUBLIC.map((name) => `/${name}`)].sort());
            const version = createHash("sha256").update(list).update(worker.code);
            for (const name of names) {
                const file = bundle[name];
                if (file) version.update(file.type === "chunk" ? file.code : file.source);
            }
            for (const name of PUBLIC) version.update(readFileSync(new URL(`public/${name}`, import.meta.url)));
            worker.code = worker.code
                .replace("__SHELL_FILES__", () => list)
                .replace("__SHELL_VERSION__", () => JSON.stringify(version.digest("hex").slice(0, 16)));
        },
    };
}

export default defineConfig({
    plugins: [shell()],
    worker: { format: "es" },
    build: {
        target: "es2022",
        // Everything is a file of its own: the page's policy allows no data in scripts.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rollupOptions: {
            input: { main: "index.html", "service-worker": "src/service-worker.ts" },
            output: {
                entryFileNames: (chunk) => (chunk.name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
            },
        },
    },
});
