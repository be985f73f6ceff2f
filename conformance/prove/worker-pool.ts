import { Worker } from 'node:worker_threads'
import type { ClientSource } from '../client-source.js'
import { type CreateClient, UnusableClientError } from '../client-under-test.js'
import { type Chunk, type ChunkResult, proveChunk } from './prove-plans.js'
import type { WorkerAnswer } from './worker.js'

/** The harness itself failed, so nothing can be said about the client. */
export class HarnessError extends Error {
  override name = 'HarnessError'
}

/** Carries out chunks; several at a time where it has several workers. */
export interface ChunkRunner {
  /** How many chunks it can carry out at a time. */
  readonly parallel: number
  /** @throws HarnessError */
  run(chunk: Chunk): Promise<ChunkResult>
  close(): Promise<void>
}

/** Carries chunks out in this thread. */
export function inThisThread(createClient: CreateClient): ChunkRunner {
  return {
    parallel: 1,
    run: (chunk) => proveChunk(chunk, createClient),
    close: async () => {},
  }
}

/** Carries chunks out in worker threads. */
export class WorkerPool implements ChunkRunner {
  readonly parallel: number
  readonly #idle: Worker[]
  readonly #all: Worker[]
  readonly #waiting: ((worker: Worker) => void)[] = []

  /** @param source where each worker takes the client under test from */
  constructor(workers: number, { client, driver }: ClientSource) {
    this.parallel = workers
    const workerData: ClientSource = { client, driver }
    this.#all = Array.from(
      { length: workers },
      () => new Worker(new URL('./worker.js', import.meta.url), { workerData }),
    )
    this.#idle = [...this.#all]
  }

  async run(chunk: Chunk): Promise<ChunkResult> {
    const worker = this.#idle.pop() ?? (await new Promise<Worker>((resolve) => this.#waiting.push(resolve)))
    try {
      return await ask(worker, chunk)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(worker)
      else next(worker)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.terminate()))
  }
}

function ask(worker: Worker, chunk: Chunk): Promise<ChunkResult> {
  return new Promise((resolve, reject) => {
    const end = () => {
      worker.off('message', answered)
      worker.off('error', failed)
      worker.off('exit', left)
    }
    const failed = (error: Error) => {
      end()
      reject(new HarnessError(`a worker failed: ${error.message}`, { cause: error }))
    }
    const left = () => failed(new Error('it ended before its work did'))
    const answered = (answer: WorkerAnswer) => {
      end()
      if ('result' in answer) resolve(answer.result)
      else if ('unusable' in answer) reject(new UnusableClientError(answer.unusable))
      else reject(new HarnessError(`a plan could not be run: ${answer.error}`))
    }
    worker.on('message', answered)
    worker.on('error', failed)
    worker.on('exit', left)
    worker.postMessage(chunk)
  })
}
