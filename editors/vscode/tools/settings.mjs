// Updates the names of rules and groups in the settings of package.json. Requires `cargo build`, or the
// server in LANGUAGE_SERVER. A test of the repository fails when the settings are out of date.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package.json", import.meta.url);
const built = new URL("../../../target/debug/integration-manifest-ls", import.meta.url).pathname;
const server = process.env.LANGUAGE_SERVER ?? built;

const rules = JSON.parse(
  execFileSync(server, ["rules", "--format", "json"], { encoding: "utf8", maxBuffer: 16 << 20 }),
);
const SEVERITIES = ["off", "hint", "info", "warning", "error"];
const groups = [...new Set(rules.map(({ group }) => group))];
const manifest = JSON.parse(readFileSync(file, "utf8"));
const descriptions = [
  ...groups.map((group) => [group, `All rules of the group \`${group}\`.`]),
  ...rules.map(({ id, summary, severity }) => [id, `${summary} Default: \`${severity}\`.`]),
];
// With properties, the settings editor shows lists of the names and of the severities.
manifest.contributes.configuration.properties["integrationManifest.rules"].properties =
  Object.fromEntries(
    descriptions.map(([name, markdownDescription]) => [
      name,
      { type: "string", enum: SEVERITIES, markdownDescription },
    ]),
  );
writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
