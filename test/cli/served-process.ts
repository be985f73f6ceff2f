import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { MAIN } from './run-midrun.js'

/** What a command that serves says when it is ready. */
export interface Ready {
  controllers: Record<string, { url: string; username: string; password: string; control: string }>
}

/** A process that serves over plain HTTP, with all that it says on standard error. */
export interface Served {
  ready: Ready
  stderr(): string
  /** Sends a signal and waits until the process is gone: its exit code, null where a signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

const children = new Set<ChildProcess>()

/** Starts `midrun` with these words, `--port 0 --json` and what else they lack of it, behind a command if one is given. */
export async function startMidrun(words: readonly string[], before: readonly string[] = []): Promise<Served> {
  const [command, ...rest] = [...before, process.execPath, MAIN, ...words, '--port', '0', '--json']
  const child = spawn(command!, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let stderr = ''
  child.stderr!.on('data', (chunk) => {
    stderr += chunk
  })
  const [line] = (await Promise.race([
    once(createInterface(child.stdout!), 'line'),
    once(child, 'exit').then(() => {
      throw new Error(`midrun ended: ${stderr}`)
    }),
  ])) as [string]
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const [code] =
      child.exitCode === null && child.signalCode === null ? await once(child, 'exit') : [child.exitCode]
    return code
  }
  return { ready: JSON.parse(line), stderr: () => stderr, end }
}

/** Ends all processes that still run. */
export function endAll(): void {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
}

/** Logs in to a served APIC: the header fields that later requests carry. */
export async function loginToApic(
  { ready }: Served,
  name?: string,
  pwd?: string,
): Promise<{ Cookie: string }> {
  const { url, username, password } = ready.controllers.apic!
  const attributes = { name: name ?? username, pwd: pwd ?? password }
  const body = JSON.stringify({ aaaUser: { attributes } })
  const reply = await fetch(`${url}/api/aaaLogin.json`, { method: 'POST', body })
  if (!reply.ok) throw new Error(`login was answered with ${reply.status}`)
  const { imdata } = (await reply.json()) as { imdata: [{ aaaLogin: { attributes: { token: string } } }] }
  return { Cookie: `APIC-cookie=${imdata[0].aaaLogin.attributes.token}` }
}
