import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAULT_TYPES } from '../../simulator/faults/index.js'
import { loadIdentity } from '../../simulator/http/certificate-authority.js'
import { CONTROL_ROUTES } from '../../simulator/http/control/routes.js'
import { type RunningServers, serve } from '../../simulator/http/server.js'

const page = await readFile(new URL('../../docs/control-api.md', import.meta.url), 'utf8')

interface Example {
  script: string
  lines: string[]
}

/** Every shell block of the page, with the lines that stand below it. */
const examples = [...page.matchAll(/```sh\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, script, output]): Example => ({ script: script!, lines: output!.trim().split('\n') }),
)

describe('tables', () => {
  it('list each endpoint and no other', () => {
    const listed = [...page.matchAll(/^\| `((?:GET|POST|DELETE) [^`]+)` \|/gm)].map(([, name]) => name)

    expect(listed).toEqual(
      expect.arrayContaining(CONTROL_ROUTES.map(({ method, path }) => `${method} ${path}`)),
    )
    expect(listed).toHaveLength(CONTROL_ROUTES.length)
  })

  it('list each type of fault and no other', () => {
    const [, table] = page.split('| type | options |')
    const listed = [...table!.split('\n\n')[0]!.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)

    expect(listed.toSorted()).toEqual([...FAULT_TYPES.keys()].toSorted())
  })
})

describe('the program', () => {
  it('says what stands below it', async () => {
    const [, program, output] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(page)!
    const folder = await mkdtemp(join(tmpdir(), 'midrun-docs-'))
    const { server, caFile, signWebToken } = await loadIdentity({ folder })
    const running = await serve({ controllers: { apic: {} }, certificate: server, signWebToken })
    const script = program!
      .replaceAll('https://127.0.0.1:8443', running.servers.apic!.url)
      .replace(/`\$\{homedir\(\)\}[^`]*`/, JSON.stringify(caFile))
    // In the package's own folder its own name is found; the program runs on what was built.
    const { stdout } = await promisify(execFile)('node', ['--input-type=module', '-e', script], {
      cwd: new URL('../../', import.meta.url),
    })
    await running.close()
    await rm(folder, { recursive: true })
    expect(stdout).toBe(output)
  })
})

const curlIsThere = spawnSync('curl', ['--version']).status === 0

describe.skipIf(!curlIsThere)('examples, run one after another', () => {
  const BETWEEN = '----- next example -----'
  let folder: string
  let running: RunningServers
  let outputs: string[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'midrun-docs-'))
    const { server, caFile, signWebToken } = await loadIdentity({ folder })
    running = await serve({ controllers: { apic: {}, fmc: {} }, certificate: server, signWebToken })
    const script = examples
      .map((example) => example.script)
      .join(`echo '${BETWEEN}'\n`)
      .replaceAll('~/.cache/midrun/ca.pem', caFile)
      .replaceAll('https://127.0.0.1:8443', running.servers.apic!.url)
      .replaceAll('https://127.0.0.1:8444', running.servers.fmc!.url)
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-c', `curl() { command curl "$@"; echo; }\n${script}`],
      {
        cwd: folder,
      },
    )
    outputs = stdout
      .replaceAll(running.servers.apic!.url, 'https://127.0.0.1:8443')
      .replaceAll(running.servers.fmc!.url, 'https://127.0.0.1:8444')
      .split(BETWEEN)
  })
  afterAll(async () => {
    await running.close()
    await rm(folder, { recursive: true })
  })

  it.each(examples.map(({ script, lines }, index) => ({ script, lines, index })))(
    '$script',
    ({ lines, index }) => {
      const found = outputs[index]!.split('\n').filter((line) => line !== '')

      expect(found).toHaveLength(lines.length)
      for (const [position, line] of lines.entries()) {
        expect(withoutTimes(found[position]!)).toMatch(patternOf(withoutTimes(line)))
      }
    },
  )
})

/** Instants and fingerprints differ from run to run. */
function withoutTimes(line: string): string {
  return line
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/(Ms":)\d+/g, '$1<ms>')
    .replaceAll(/("(?:token|idle|absolute|refresh)":)\d+/g, '$1<ms>')
    .replaceAll(/#[0-9a-f]{8}\b/g, '<fingerprint>')
}

function patternOf(line: string): RegExp {
  const parts = line.split('...').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}
