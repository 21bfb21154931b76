// Writes the types of documents, src/generated, from docs/schema.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileFromFile } from "json-schema-to-typescript";

const schemas = fileURLToPath(new URL("../../../docs/schema/", import.meta.url));
const folder = fileURLToPath(new URL("../src/generated/", import.meta.url));

mkdirSync(folder, { recursive: true });
for (const name of ["ballot", "enrolment", "group", "poll", "receipt", "result"]) {
    const banner = `/** Generated from docs/schema/${name}.schema.json. */`;
    const options = { bannerComment: banner, ignoreMinAndMaxItems: true, format: false };
    writeFileSync(`${folder}${name}.ts`, await compileFromFile(`${schemas}${name}.schema.json`, options));
}
