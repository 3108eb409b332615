import { writeFileSync } from "node:fs";
import { jsonSchema } from "../spec/shape";

/** Writes `platform.schema.json`, which editors complete and explain platform files from. */
writeFileSync("platform.schema.json", `${JSON.stringify(jsonSchema(), null, 2)}\n`);
