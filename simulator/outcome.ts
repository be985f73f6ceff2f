import type { WireResponse } from './controller.js'

/** What becomes of a request: what the shell must do on its connection. Delays are ms of the controller's clock. */
export type Outcome =
  /** The answer leaves after `delayMs`; the shell then calls `release` once. */
  | { kind: 'reply'; response: WireResponse; delayMs: number; release: () => void }
  /** The answer starts, breaks off after `bytes` bytes of its body, and the connection is torn down. */
  | { kind: 'truncated'; response: WireResponse; bytes: number; delayMs: number }
  /** The connection is torn down without an answer. */
  | { kind: 'reset'; delayMs: number }
  /** Nothing ever comes; the connection stays open until the client gives up. */
  | { kind: 'silence' }
  /** Nothing comes until somebody lets it go on. */
  | HeldOutcome

/** An outcome that is not known before somebody lets its request go on. */
export interface HeldOutcome {
  kind: 'held'
  /** Whether it goes on by itself, at an instant of the controller's clock; only when somebody says so unless given. */
  isTimed?: boolean
  /** Has `goOn` called once with what becomes of the request then, which may be held again; only one listener. */
  onRelease(goOn: (outcome: Outcome) => void): void
  /** Says that the client has left; `goOn` is not called any more. Does nothing once it was. */
  abandon(): void
}

/** What `change` makes of an outcome, as soon as that is known. */
export function onceKnown(
  outcome: Outcome,
  change: (known: Exclude<Outcome, HeldOutcome>) => Outcome,
): Outcome {
  if (outcome.kind !== 'held') return change(outcome)
  return {
    ...outcome,
    onRelease: (goOn) => outcome.onRelease((next) => goOn(onceKnown(next, change))),
    abandon: () => outcome.abandon(),
  }
}
