import { parentPort, workerData } from 'node:worker_threads'
import { type ClientSource, loadClientFrom } from '../client-source.js'
import { UnusableClientError } from '../client-under-test.js'
import { type Chunk, type ChunkResult, proveChunk } from './prove-plans.js'

/** What a worker answers to a chunk. */
export type WorkerAnswer = { result: ChunkResult } | { unusable: string } | { error: string }

const client = loadClientFrom(workerData as ClientSource)
// Told with the answer to the first chunk.
client.catch(() => {})

parentPort?.on('message', async (chunk: Chunk) => {
  let answer: WorkerAnswer
  try {
    answer = { result: await proveChunk(chunk, (await client).createClient) }
  } catch (error) {
    if (error instanceof UnusableClientError) answer = { unusable: error.message }
    else answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
  parentPort?.postMessage(answer)
})
