import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import type { ExchangeEntry } from '../../../simulator/journal/entries.js'

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))

/** `midrun serve apic` in a process of its own, over HTTPS on a free port of 127.0.0.1. */
export class ServedApic {
  readonly port: number
  /** PEM file with the authority that signed its certificate. */
  readonly caFile: string
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #control: string
  readonly #agent: Agent

  private constructor(child: ChildProcess, folder: string, ready: ReadyLine, ca: string) {
    this.#child = child
    this.#folder = folder
    this.#control = ready.controllers.apic.control
    this.#agent = new Agent({ connect: { ca } })
    this.port = Number(new URL(ready.controllers.apic.url).port)
    this.caFile = ready.caFile
  }

  /**
   * Starts it and waits until it is ready.
   * @param settings options as `--set` takes them, such as `apic.rbacDenyStyle=400-170`; what reads as a number needs quotes
   * @throws Error when it ends instead, after it has said why
   */
  static async start(...settings: string[]): Promise<ServedApic> {
    const folder = await mkdtemp(join(tmpdir(), 'midrun-served-'))
    const options = settings.flatMap((setting) => ['--set', setting])
    const child = spawn(process.execPath, [MAIN, 'serve', 'apic', '--port', '0', '--json', ...options], {
      env: { ...process.env, MIDRUN_CACHE_DIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const line = await Promise.race([
      once(createInterface(child.stdout!), 'line').then(([first]) => first as string),
      once(child, 'exit').then(([code]) => {
        throw new Error(`midrun serve ended with exit code ${code} before it was ready`)
      }),
    ])
    const ready = JSON.parse(line) as ReadyLine
    return new ServedApic(child, folder, ready, await readFile(ready.caFile, 'utf8'))
  }

  /** All requests that the controller has answered, in order. */
  async exchanges(): Promise<ExchangeEntry[]> {
    const { body } = await request(`${this.#control}/journal?kind=exchange&limit=100000`, {
      dispatcher: this.#agent,
    })
    return ((await body.json()) as { entries: ExchangeEntry[] }).entries
  }

  /** Ends it and removes its files. */
  async stop(): Promise<void> {
    await this.#agent.destroy()
    this.#child.kill()
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit')
    await rm(this.#folder, { recursive: true, force: true })
  }
}

interface ReadyLine {
  caFile: string
  controllers: { apic: { url: string; control: string } }
}

/**
 * An exchange in one line: method, path, status, and how the controller took it, such as
 * `GET /api/mo/uni/tn-shop.json 403 refused token-expired`. The query is left out, because it differs between releases
 * of the collection.
 */
export function summary({ request: { method, target }, response, auth }: ExchangeEntry): string {
  const how = 'how' in auth ? auth.how : 'cause' in auth ? auth.cause : undefined
  const words = [method, target.split('?')[0], response.status, auth.outcome, how]
  return words.filter((word) => word !== undefined).join(' ')
}
