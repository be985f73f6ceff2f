import type { ClientUnderTest } from '../client-under-test.js'
import { OPERATIONS } from './operations.js'
import type { PlanProgram } from './plan-program.js'
import type { HandOverRecord } from './plan-run.js'

/** What a program left to its successor. */
interface Legacy {
  saved: unknown
  record: HandOverRecord
  /** The client that ended; it makes the clients that come after it. */
  predecessor: ClientUnderTest
  password: boolean
}

/** Programs that follow each other, each with the session that the one before saved. One is at work at a time. */
export class Succession {
  readonly handOvers: HandOverRecord[] = []
  readonly #program: PlanProgram
  #legacy: Legacy | undefined

  constructor(program: PlanProgram) {
    this.#program = program
  }

  /** Has the client save its session and end; where it cannot save, it goes on. */
  async handOver(client: ClientUnderTest, password: boolean): Promise<void> {
    const { save } = client
    const record: HandOverRecord = {
      step: this.#program.step,
      offered: save !== undefined && client.restore !== undefined,
      restored: false,
    }
    this.handOvers.push(record)
    if (save === undefined || client.restore === undefined) return
    await this.#do('save', async () => {
      const saved = structuredClone(await save.call(client))
      this.#legacy = { saved, record, predecessor: client, password }
      return undefined
    })
    if (this.#legacy !== undefined) await this.#close(client)
  }

  /**
   * The client that is at work from here on.
   * @param client the one that was
   * @param anew makes one that knows nothing of a session, for when a session cannot be restored
   */
  async successor(
    client: ClientUnderTest,
    anew: () => ClientUnderTest | Promise<ClientUnderTest>,
  ): Promise<ClientUnderTest> {
    const legacy = this.#legacy
    if (legacy === undefined) return client
    this.#legacy = undefined
    if (!legacy.password) await this.#lookWithoutPassword(legacy)
    const restored = await this.#restore('restore', legacy)
    legacy.record.restored = restored !== undefined
    return restored ?? anew()
  }

  /** A program without the password reads something, while the session lasts. */
  async #lookWithoutPassword(legacy: Legacy): Promise<void> {
    const restored = await this.#restore('restore-without-password', legacy)
    if (restored === undefined) return
    const { read } = OPERATIONS.apstra
    await this.#do('read-without-password', async (call) => (await restored.request(read(call))).status)
    await this.#close(restored)
  }

  async #restore(
    operation: 'restore' | 'restore-without-password',
    { saved, predecessor }: Legacy,
  ): Promise<ClientUnderTest | undefined> {
    let restored: ClientUnderTest | undefined
    await this.#do(operation, async () => {
      restored = await predecessor.restore?.(structuredClone(saved), operation === 'restore')
      return undefined
    })
    return restored
  }

  async #close(client: ClientUnderTest): Promise<void> {
    await this.#do('close', async () => void (await client.close?.()))
  }

  #do(
    operation: Parameters<PlanProgram['record']>[0],
    work: (call: number) => Promise<number | undefined>,
  ): Promise<void> {
    return this.#program.finish([this.#program.record(operation, work)])
  }
}
