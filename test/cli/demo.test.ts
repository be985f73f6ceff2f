import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { STORIES } from '../../cli/demo/stories/index.js'
import { MAIN, run } from './run-midrun.js'

const installed = (name: string) => spawnSync(name, ['--version']).error === undefined

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-demo-'))
})
afterAll(() => rm(folder, { recursive: true }))

const environment = () => ({ ...process.env, MIDRUN_CACHE_DIR: folder })
const surroundings = () => ({ cwd: folder, env: environment() })

const demo = (...given: string[]) => run(process.execPath, [MAIN, 'demo', ...given], surroundings())

function started(...given: string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...given], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Blocks of lines of the part of a story that says how to see it again. */
function printedBlocks(stdout: string): string[][] {
  const [, part = ''] = stdout.split('SEE IT YOURSELF\n')
  return part
    .trim()
    .split('\n\n')
    .map((block) => block.split('\n').map((line) => line.replace(/^ {2}/, '')))
}

// Runs what users run, so it needs `npm run build` first.
describe.skipIf(!existsSync(MAIN))('midrun demo', () => {
  it.each([
    ['apic', 'https'],
    ['fmc', 'http'],
    ['apstra', 'https'],
  ])('tells the story of %s over %s on real sockets, in plain lines', async (controller, scheme) => {
    const http = scheme === 'http' ? ['--http'] : []
    const { code, stdout, stderr } = await demo(controller, '--speed', '100', '--port', '0', ...http)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`Watch the controller at ${scheme}://127.0.0.1:\\d+/__midrun/\n`))
    expect(stdout.match(/^ACT \d/gm)).toHaveLength(STORIES[controller as 'apic'].acts.length)
    expect(stdout).toContain('  Dead after ')
    expect(stdout).toContain('  Stopped by us after ')
    expect(stdout).toContain('  Finished after ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none but line ends may be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })

  it('ends at Ctrl+C, and frees its port', async () => {
    const child = started('demo', 'apic', '--port', '0')
    const lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
    let port = ''
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      port ||= /:(\d+)\/__midrun/.exec(line.value)?.[1] ?? ''
      if (line.value.includes('aaaLogin')) break
    }
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([3, null])
    const again = createServer().listen(Number(port), '127.0.0.1')
    await once(again, 'listening')
    again.close()
  })

  it.each([
    [['asa'], 'expected apic, fmc, apstra, found "asa"'],
    [['--speed', '0'], '--speed: expected a number from 0.1 to 1000, found 0'],
    [['--port', '70000'], '--port: expected a whole number from 0 to 65535, found 70000'],
    [['--step', '--port', '0'], '--step: expected a terminal whose keys can be read'],
  ])('ends with 2 for %j', async (given, sentence) => {
    const { code, stderr } = await demo(...given)
    expect(stderr).toContain(sentence)
    expect(code).toBe(2)
  })

  it('says that its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const { code, stderr } = await demo('--port', String(port))
    expect(stderr).toContain(`port ${port}, wanted for apic, is taken by another program`)
    expect(code).toBe(2)
  })
})

describe
  .skipIf(!existsSync(MAIN) || !installed('python3') || !installed('curl'))
  .each(Object.values(STORIES))(
  'the commands that midrun demo $controller prints',
  ({ controller, acts }) => {
    const all = acts.flatMap(({ reproductions }) => reproductions)
    const judged = all.filter((one) => one.kind === 'judged')
    const byHand = all.filter((one) => one.kind === 'by-hand')
    let blocks: string[][]
    beforeAll(async () => {
      blocks = printedBlocks((await demo(controller, '--speed', '1000', '--port', '0')).stdout)
    })

    it('are those of its acts', () => {
      const heads = blocks.map(([head]) => head)
      expect(heads.filter((head) => /ends with \d\.$/.test(head!))).toHaveLength(judged.length)
      expect(heads.filter((head) => head!.endsWith('by hand.'))).toHaveLength(byHand.length)
    })

    it('judge as they are said to', async () => {
      const commands = blocks.filter(([head]) => /ends with \d\.$/.test(head!))
      await Promise.all(
        commands.map(async ([head, ...lines], index) => {
          const line = lines.join('\n').replace(/^npx midrun/, `'${process.execPath}' '${MAIN}'`)
          const { code, stdout } = await run('sh', ['-c', line], surroundings())
          expect(stdout, lines.join('\n')).toContain(judged[index]!.shows)
          expect(code, lines.join('\n')).toBe(Number(/ends with (\d)/.exec(head!)![1]))
        }),
      )
    })

    it('reach a controller by hand', async () => {
      const [, line] = blocks.find(([head]) => head!.includes('in another shell'))!
      const served = line!.split(' ').slice(2)
      const child = started(...served, '--port', '0', '--json')
      const [ready] = (await once(createInterface(child.stdout!), 'line')) as [string]
      const { url } = JSON.parse(ready).controllers[controller] as { url: string }
      const [setting] = blocks.find(([head]) => head!.startsWith('CA='))!
      const blocksByHand = blocks.filter(([head]) => head!.endsWith('by hand.'))
      for (const [index, lines] of blocksByHand.entries()) {
        // The one thing that differs is the port, so that tests do not compete for it.
        const script = [setting!.replace('https://127.0.0.1:8443', url), ...lines].join('\n')
        expect((await run('sh', ['-c', script], surroundings())).stdout, script).toContain(
          byHand[index]!.shows,
        )
      }
    })
  },
)
