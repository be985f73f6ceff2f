import type { Simulator } from '../../simulator/index.js'

/** How a call of a client ended. */
export interface CallEnd {
  /** Status of the answer that the client gave, if it gave one. */
  status?: number
  /** What the client threw instead, and the name under which that is recorded: its message may hold anything. */
  failure?: { name: string; thrown: unknown }
}

/**
 * Makes one call of a client, and writes down when it was made and how it ended: a controller sees neither. Never
 * rejects.
 * @param call its number, which no other call of the run has
 * @param work gives the status of the answer, if there is one
 */
export async function witnessCall(
  { journal }: Simulator,
  { call, operation }: { call: number; operation: string },
  work: () => Promise<number | undefined>,
): Promise<CallEnd> {
  journal.write({ kind: 'call', call, event: 'made', operation })
  try {
    const status = await work()
    const answer = status === undefined ? {} : { status }
    journal.write({ kind: 'call', call, event: 'answered', operation, ...answer })
    return answer
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : 'Error'
    journal.write({ kind: 'call', call, event: 'failed', operation, error: name })
    return { failure: { name, thrown } }
  }
}
