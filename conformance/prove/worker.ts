import { parentPort, workerData } from 'node:worker_threads'
import type { CreateClient } from '../client-under-test.js'
import { loadClient } from '../load-client.js'
import { createReferenceClient } from '../reference-clients.js'
import { type Chunk, type ChunkResult, proveChunk } from './prove-plans.js'

/** What a worker is started with. */
export interface WorkerData {
  /** Module of the client under test; the reference client when it is absent. */
  clientModule?: string
}

/** What a worker answers to a chunk. */
export type WorkerAnswer = { result: ChunkResult } | { error: string }

const { clientModule } = workerData as WorkerData
const client: Promise<CreateClient> =
  clientModule === undefined
    ? Promise.resolve(createReferenceClient)
    : loadClient(clientModule).then(({ createClient }) => createClient)

parentPort?.on('message', async (chunk: Chunk) => {
  let answer: WorkerAnswer
  try {
    answer = { result: await proveChunk(chunk, await client) }
  } catch (error) {
    answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
  parentPort?.postMessage(answer)
})
