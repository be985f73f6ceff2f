import type { Timer, TimerCallback } from './clock.js'

/** A timer waiting in a {@link TimerQueue}. */
export interface QueuedTimer extends Timer {
  /** Monotonic instant at which it is due, in ms. */
  readonly dueMs: number
  readonly label: string | undefined
  readonly run: TimerCallback
}

class HeapTimer implements QueuedTimer {
  readonly dueMs: number
  readonly order: number
  readonly run: TimerCallback
  readonly label: string | undefined
  position = -1
  readonly #queue: TimerQueue

  constructor(
    queue: TimerQueue,
    dueMs: number,
    order: number,
    run: TimerCallback,
    label: string | undefined,
  ) {
    this.#queue = queue
    this.dueMs = dueMs
    this.order = order
    this.run = run
    this.label = label
  }

  cancel(): void {
    this.#queue.remove(this)
  }
}

/** Timers ordered by due instant, and by the order in which they were set where that is equal: a binary heap. */
export class TimerQueue {
  readonly #heap: HeapTimer[] = []
  #nextOrder = 0

  /** Adds a timer that is due at monotonic instant `dueMs`. */
  add(dueMs: number, run: TimerCallback, label?: string): QueuedTimer {
    const timer = new HeapTimer(this, dueMs, this.#nextOrder++, run, label)
    this.#heap.push(timer)
    this.#up(timer, this.#heap.length - 1)
    return timer
  }

  /** The timer that is due first, without taking it out. */
  first(): QueuedTimer | undefined {
    return this.#heap[0]
  }

  /** Takes out and returns the first timer if it is due at or before `nowMs`. */
  takeDue(nowMs: number): QueuedTimer | undefined {
    const first = this.#heap[0]
    if (first === undefined || first.dueMs > nowMs) return undefined
    this.remove(first)
    return first
  }

  /** Takes a timer out; does nothing when it has already run or been cancelled. */
  remove(timer: HeapTimer): void {
    const at = timer.position
    if (at < 0) return
    timer.position = -1
    const last = this.#heap.pop()!
    if (last === timer) return
    this.#up(last, at)
    this.#down(last, last.position)
  }

  #up(timer: HeapTimer, from: number): void {
    const heap = this.#heap
    let at = from
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt]!
      if (!before(timer, parent)) break
      heap[at] = parent
      parent.position = at
      at = parentAt
    }
    heap[at] = timer
    timer.position = at
  }

  #down(timer: HeapTimer, from: number): void {
    const heap = this.#heap
    let at = from
    for (;;) {
      let childAt = 2 * at + 1
      if (childAt >= heap.length) break
      if (childAt + 1 < heap.length && before(heap[childAt + 1]!, heap[childAt]!)) childAt++
      const child = heap[childAt]!
      if (!before(child, timer)) break
      heap[at] = child
      child.position = at
      at = childAt
    }
    heap[at] = timer
    timer.position = at
  }
}

function before(a: HeapTimer, b: HeapTimer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order)
}
