import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fixturePath } from '../simulator/fixtures.js'

/** A program in a process of its own that has said that it is ready. */
export interface Child {
  /** The line of JSON that it printed. */
  ready: unknown
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>
}

/** Path of a built module of this package, such as `cli/main.js`. */
export function builtModule(name: string): string {
  return join(fixturePath('..'), 'dist', name)
}

/**
 * Starts a built module and waits for the one line of JSON that it prints when it is ready.
 * @throws Error when it ends before that
 */
export async function startChild(
  module: string,
  given: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<Child> {
  const child = spawn(process.execPath, [...nodeOptions, builtModule(module), ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => text as string),
    once(child, 'exit').then(() => undefined),
  ])
  if (line === undefined) throw new Error(`${module} ${given.join(' ')} ended before it was ready`)
  return { ready: JSON.parse(line), stop: () => stopped(child) }
}

/** How long `node` takes to do nothing, in ms, from start to end. */
export async function emptyProcessMs(): Promise<number> {
  const startedMs = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')
  return performance.now() - startedMs
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill()
  await gone
}
