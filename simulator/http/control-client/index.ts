/**
 * Midrun's control client: drives the controllers of a running `midrun serve` from another process.
 * @module
 */
export type { ControllerState } from '../control/state.js'
export { ControlClient, type ControlClientSettings } from './control-client.js'
export { ControlRefusedError, ControlUnreachableError } from './errors.js'
export type { ControlEvent } from './event-stream.js'
