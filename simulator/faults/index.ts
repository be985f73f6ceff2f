export { type ArmedFault, FAULT_TYPES, FaultBoard, type FaultSpec, faultSpecSchema } from './fault-board.js'
export type { FaultType, Struck } from './fault-type.js'
export { type HeldAt, type HeldRequest, HeldRequests, type Waiting } from './held-requests.js'
