import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { ControllerKind } from '../../simulator/index.js'
import { type Plan, planSchema } from '../plans/plan.js'
import type { Violation } from '../properties/index.js'

/** What is written down of a plan that a client did not survive. */
export const failureSchema = z.strictObject({
  /** Module of the client, or `reference`. */
  client: z.string(),
  plan: planSchema,
  /** What it broke when it was found. */
  violations: z.array(z.strictObject({ property: z.string(), message: z.string(), atMs: z.number() })),
})

/** A plan that a client did not survive, as it was written down. */
export type Failure = z.output<typeof failureSchema>

/** A file that does not hold a plan. */
export class PlanFileError extends Error {
  override name = 'PlanFileError'
}

/** Failures kept in a folder, a file each, so that they are tried first next time. */
export class FailureStore {
  readonly #folder: string

  /** @param folder made when the first failure is kept */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Keeps a failure, and gives the file that it is in. The same plan is kept once. */
  async keep(client: string, plan: Plan, violations: Violation[]): Promise<string> {
    const digest = createHash('sha256').update(JSON.stringify({ client, plan })).digest('hex').slice(0, 8)
    const file = join(this.#folder, `${plan.controller}-${digest}.json`)
    await mkdir(this.#folder, { recursive: true })
    const unfinished = `${file}.${process.pid}`
    await writeFile(unfinished, `${JSON.stringify({ client, plan, violations }, null, 2)}\n`)
    await rename(unfinished, file)
    return file
  }

  /**
   * Failures of a client on a controller, by file.
   * @throws PlanFileError when the folder cannot be read, or a file is damaged; it is left as it is
   */
  async list(client: string, controller: ControllerKind): Promise<{ file: string; failure: Failure }[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw new PlanFileError(`expected a folder of kept plans: ${error.message}`)
    })
    const found = []
    for (const name of names.filter((entry) => entry.endsWith('.json')).sort()) {
      const file = join(this.#folder, name)
      const failure = await readFailure(file)
      if (failure.client === client && failure.plan.controller === controller) found.push({ file, failure })
    }
    return found
  }
}

/**
 * Reads a kept failure, or a bare plan.
 * @throws PlanFileError that says what is wrong with the file
 */
export async function readFailure(file: string): Promise<Failure> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new PlanFileError(`expected a plan in ${file}: ${(error as Error).message}`)
  }
  const bare = planSchema.safeParse(content)
  if (bare.success) return { client: 'reference', plan: bare.data, violations: [] }
  const kept = failureSchema.safeParse(content)
  if (kept.success) return kept.data
  const keptForm = typeof content === 'object' && content !== null && !('steps' in content)
  const issue = (keptForm ? kept : bare).error.issues[0]
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : ''
  throw new PlanFileError(
    `expected a plan in ${file}: ${where}${issue?.message}: repair the file or delete it`,
  )
}
