import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CONTROLLER_KINDS, type ControllerKind } from '../simulator/index.js'
import type { CreateClient } from './client-under-test.js'

/** A client module, loaded. */
export interface LoadedClient {
  createClient: CreateClient
  /** Controllers that the client can talk to; all of them where the module does not say. */
  controllers: readonly ControllerKind[]
}

/**
 * Why a client module cannot be used:
 * - `not-found`: there is no such file or package
 * - `no-module`: it is there, and of a kind that is never a module, such as a text
 * - `does-not-load`: it is there, and threw or did not parse
 * - `wrong-exports`: it loads, and does not export what a client module has to
 */
export type ClientModuleProblem = 'not-found' | 'no-module' | 'does-not-load' | 'wrong-exports'

/** What the runtime says of a file that it would not run, such as a text, and of JSON. */
const NO_MODULE: ReadonlySet<string> = new Set([
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_IMPORT_ATTRIBUTE_MISSING',
  'ERR_IMPORT_ASSERTION_TYPE_MISSING',
])

/** A client module cannot be used; the message says which, and what was expected. */
export class ClientModuleError extends Error {
  override readonly name = 'ClientModuleError'
  readonly problem: ClientModuleProblem

  constructor(problem: ClientModuleProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.problem = problem
  }
}

/**
 * Loads the module of a client under test. It must export a function `createClient`, and may export `controllers`, the
 * names of those that it can talk to.
 * @param name path of a module, relative to `directory`, or name of a package that can be found from there
 * @param directory the current one unless given
 * @throws ClientModuleError
 */
export async function loadClient(name: string, directory = process.cwd()): Promise<LoadedClient> {
  const url = locate(name, directory)
  let exported: Record<string, unknown>
  try {
    exported = (await import(url)) as Record<string, unknown>
  } catch (error) {
    if (NO_MODULE.has((error as NodeJS.ErrnoException | undefined)?.code ?? '')) {
      throw new ClientModuleError(
        'no-module',
        `expected the client module to be a JavaScript module (.js, .mjs or .cjs) that exports a function createClient, found ${JSON.stringify(name)}`,
        { cause: error },
      )
    }
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new ClientModuleError('does-not-load', `the client module ${name} does not load: ${why}`, {
      cause: error,
    })
  }
  const { createClient, controllers = CONTROLLER_KINDS } = exported
  if (typeof createClient !== 'function') {
    throw new ClientModuleError(
      'wrong-exports',
      `expected the client module ${name} to export a function createClient, found ${describe(createClient)}`,
    )
  }
  if (!isControllerList(controllers)) {
    throw new ClientModuleError(
      'wrong-exports',
      `expected controllers of the client module ${name} to be a list of ${CONTROLLER_KINDS.join(', ')}, found ${JSON.stringify(controllers)}`,
    )
  }
  return { createClient: createClient as CreateClient, controllers }
}

function locate(name: string, directory: string): string {
  const file = resolve(directory, name)
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return pathToFileURL(file).href
  if (name.startsWith('.') || isAbsolute(name)) throw notFound(name, directory)
  try {
    return pathToFileURL(createRequire(join(directory, 'package.json')).resolve(name)).href
  } catch (error) {
    throw notFound(name, directory, error)
  }
}

function notFound(name: string, directory: string, cause?: unknown): ClientModuleError {
  return new ClientModuleError(
    'not-found',
    `expected the client module to be a file or an installed package, found no ${JSON.stringify(name)} in ${directory}`,
    { cause },
  )
}

function isControllerList(value: unknown): value is ControllerKind[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((name) => CONTROLLER_KINDS.some((k) => k === name))
  )
}

function describe(value: unknown): string {
  return value === undefined ? 'none' : `a value of type ${typeof value}`
}
