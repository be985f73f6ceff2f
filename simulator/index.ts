/**
 * Midrun's simulator: deterministic controllers, the clocks that rule them, and the in-process shell. The one that
 * serves them over HTTPS is `midrun/server`.
 * @module
 */
export {
  type AccountCredentials,
  accountNamed,
  CONTROLLER_OPTIONS,
  createController,
  firstAccount,
  NoAccountError,
} from './catalogue.js'
export * from './clock/index.js'
export type * from './controller.js'
export * from './faults/index.js'
export {
  InProcessDispatcher,
  type InProcessOptions,
  type Latency,
  type NetworkExchange,
  type Transport,
} from './in-process.js'
export {
  type ClientSocket,
  type InProcessSocketOptions,
  InProcessSockets,
  type SocketListener,
  type SocketTransport,
} from './in-process-socket.js'
export * from './journal/index.js'
export type { Outcome } from './outcome.js'
export { RandomStream } from './random.js'
export { openSocket, Simulator, type SimulatorSettings } from './simulator.js'
export { type JsonValue, SnapshotError } from './snapshot.js'
export type { Timeout, TimeoutValues } from './timeouts.js'
