import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";

/** Tells the service worker which files the page consists of, and a version that changes with them. */
function shell(): Plugin {
    return {
        name: "shell",
        generateBundle(_options, bundle) {
            const worker = bundle["service-worker.js"];
            if (worker?.type !== "chunk") return;
            const files = Object.keys(bundle).filter((name) => name !== worker.fileName && name !== "index.html");
            const list = JSON.stringify(["/", "/icon.svg", "/manifest.webmanifest", ...files.map((name) => `/${name}`)].sort());
            const version = createHash("sha256").update(list).update(worker.code);
            for (const name of files) {
                const file = bundle[name];
                if (file) version.update(file.type === "chunk" ? file.code : file.source);
            }
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
