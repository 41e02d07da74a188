// Makes the npm packages: `node npm/pack.mjs OUT PLATFORM=PROGRAM…`. PLATFORM is one of the platforms in
// packaging/platforms.json (`linux-x64`), PROGRAM the program built for it. OUT gets a tarball for each
// platform, and one for the main package, whose launcher starts the program of the platform.
//
// The metadata comes from Cargo.toml. In a GitHub workflow, the packages contain the repository, because npm
// requires it for provenance.

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);

const platforms = JSON.parse(readFileSync(path.join(root, "packaging/platforms.json"), "utf8"));
const programs = new Map();
const [out, ...pairs] = process.argv.slice(2);
for (const pair of pairs) {
  const [name, program] = pair.split(/=(.*)/s);
  if (!platforms.some((each) => platformName(each) === name)) {
    fail(`unknown platform \`${name}\`; expected one of ${platforms.map(platformName).join(", ")}`);
  }
  if (program === undefined || !existsSync(program)) {
    fail(`no program for ${name} at \`${program ?? ""}\``);
  }
  programs.set(name, program);
}
if (out === undefined || programs.size === 0) {
  fail("usage: node npm/pack.mjs OUT PLATFORM=PROGRAM…");
}

const crate = readCrate();
const scratch = mkdtempSync(path.join(tmpdir(), "npm-pack-"));
try {
  mkdirSync(out, { recursive: true });
  for (const platform of platforms.filter((each) => programs.has(platformName(each)))) {
    pack(platformPackage(platform));
  }
  pack(mainPackage());
} finally {
  rmSync(scratch, { recursive: true });
}

function platformName({ os, cpu }) {
  return `${os}-${cpu}`;
}

function readCrate() {
  const args = ["metadata", "--no-deps", "--format-version=1", `--manifest-path=${root}/Cargo.toml`];
  const metadata = JSON.parse(execFileSync("cargo", args, { encoding: "utf8" }));
  return metadata.packages[0];
}

/** The metadata that all packages share. */
function common(name, description) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  return {
    name,
    version: crate.version,
    description,
    license: `(${crate.license})`,
    ...(server && repository && { repository: { type: "git", url: `git+${server}/${repository}.git` } }),
  };
}

function platformPackage(platform) {
  const { os, cpu } = platform;
  const folder = path.join(scratch, platformName(platform));
  const file = os === "win32" ? `${crate.name}.exe` : crate.name;
  mkdirSync(path.join(folder, "bin"), { recursive: true });
  copyFileSync(programs.get(platformName(platform)), path.join(folder, "bin", file));
  chmodSync(path.join(folder, "bin", file), 0o755);
  writeFileSync(
    path.join(folder, "README.md"),
    `The program of [${crate.name}](https://www.npmjs.com/package/${crate.name}) for ${os} on ${cpu}. Install that package instead.\n`,
  );
  writeManifest(folder, {
    ...common(`@${crate.name}/${platformName(platform)}`, `${crate.description} (${os}, ${cpu})`),
    files: ["bin", "NOTICE*", "LICENSE-*", "THIRD-PARTY*"],
    os: [os],
    cpu: [cpu],
    // Yarn would keep the program in an archive, where it cannot be executed.
    preferUnplugged: true,
    publishConfig: { access: "public" },
  });
  return folder;
}

function mainPackage() {
  const folder = path.join(scratch, "main");
  cpSync(path.join(here, "bin"), path.join(folder, "bin"), { recursive: true });
  copyFileSync(path.join(here, "README.md"), path.join(folder, "README.md"));
  const names = platforms.map((platform) => `@${crate.name}/${platformName(platform)}`);
  writeManifest(folder, {
    ...common(crate.name, crate.description),
    keywords: crate.keywords,
    bin: { [crate.name]: `bin/${crate.name}` },
    files: ["bin", "NOTICE*", "LICENSE-*", "THIRD-PARTY*"],
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(names.map((name) => [name, crate.version])),
  });
  return folder;
}

function writeManifest(folder, manifest) {
  for (const file of ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE.md", "THIRD-PARTY.html"]) {
    // The last one exists only in releases.
    if (existsSync(path.join(root, file))) {
      copyFileSync(path.join(root, file), path.join(folder, file));
    }
  }
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function pack(folder) {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["pack", "--silent", "--ignore-scripts", `--pack-destination=${path.resolve(out)}`];
  process.stdout.write(execFileSync(npm, args, { cwd: folder, encoding: "utf8" }));
}

function fail(what) {
  process.stderr.write(`pack: ${what}\n`);
  process.exit(2);
}
