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
