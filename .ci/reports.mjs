// `node .ci/reports.mjs PROGRAM FOLDER`: reads the reports of the program with other programs. FOLDER contains the
// installed packages `@microsoft/jest-sarif`, which has the JSON Schema of SARIF, and `fast-xml-parser`.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [programArgument, folderArgument] = process.argv.slice(2)
const program = resolve(programArgument)
const require = createRequire(join(resolve(folderArgument), 'x.js'))
const Ajv = require('ajv')
const { XMLParser, XMLValidator } = require('fast-xml-parser')

const ajv = new Ajv({ schemaId: 'auto', unknownFormats: 'ignore', allErrors: true })
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'))
const isSarif = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'))

assert.ok(!isSarif({ version: '2.1.0' }), 'the schema rejects a log without runs')

const scratch = fs.mkdtempSync(join(tmpdir(), 'reports-'))
const examples = fileURLToPath(new URL('../examples', import.meta.url))
const hostile = `{ "a<&\\"'>\u{fffe}\u{7}\\u0000": 1, "]]>\u{202e}": 2, "😀": "\\ud800" }`
const suppressed = '{\n  // integration-manifest-ignore name-style: "old" <name>\n  "name": "Acme/A"\n}\n'

const run = (...args) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: scratch, encoding: 'utf8' })
  assert.ok(status === 0 || status === 1, `${args.join(' ')}: ${stderr}`)
  return stdout
}
const checkSarif = (text) => {
  const sarif = JSON.parse(text)
  assert.ok(isSarif(sarif), ajv.errorsText(isSarif.errors))
  return sarif.runs[0].results
}
const checkXml = (text) => {
  assert.equal(XMLValidator.validate(text), true)
  const python = 'import sys, xml.etree.ElementTree as tree; tree.fromstring(sys.stdin.buffer.read())'
  execFileSync('python3', ['-c', python], { input: text })
  return new XMLParser({ ignoreAttributes: false, isArray: () => true }).parse(text)
}
/** All elements with this name. */
const elements = (node, name) =>
  Object.entries(node).flatMap(([key, value]) => {
    const children = Array.isArray(value) ? value : []
    const inside = children.flatMap((it) => (typeof it === 'object' ? elements(it, name) : []))
    return key === name ? [...children, ...inside] : inside
  })

try {
  fs.cpSync(join(examples, 'broken'), join(scratch, 'broken'), { recursive: true })
  fs.cpSync(join(examples, 'good'), join(scratch, 'a & "b"'), { recursive: true })
  fs.writeFileSync(join(scratch, 'ü <1>.integration.json'), hostile)
  fs.writeFileSync(join(scratch, 'c.integration.jsonc'), suppressed)
  fs.writeFileSync(join(scratch, 'old.json'), '{ "name": "a", "version": "1.0.0", "actions": { "x": {} } }')
  let all
  for (const phase of ['new', 'accepted']) {
    const { files } = JSON.parse(run('check', '--format', 'json'))
    const findings = files.flatMap((file) => file.diagnostics).length
    const results = checkSarif(run('check', '--format', 'sarif'))
    all ??= results.length
    assert.equal(results.length, all)
    assert.equal(results.filter((result) => !result.suppressions?.length).length, findings)
    assert.equal(elements(checkXml(run('check', '--format', 'checkstyle')), 'error').length, findings)
    const junit = checkXml(run('check', '--format', 'junit', '--fail-on', 'hint'))
    assert.equal(elements(junit, 'failure').length, findings)
    assert.equal(JSON.parse(run('check', '--format', 'gitlab')).length, findings)
    if (phase === 'new') run('check', '--write-baseline')
    else assert.ok(findings < all, `${findings} of ${all}`)
  }
  const difference = ['diff', 'old.json', 'a & "b"/integration.json']
  assert.ok(checkSarif(run(...difference, '--format', 'sarif')).length > 0)
  for (const format of ['checkstyle', 'junit']) checkXml(run(...difference, '--format', format))
} finally {
  fs.rmSync(scratch, { recursive: true })
}
console.log('SARIF, JUnit, Checkstyle and GitLab: read by other programs')
