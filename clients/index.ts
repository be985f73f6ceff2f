/**
 * Reference clients: one for each controller, on one session keeper that never lets a session expire mid-run.
 * They know nothing of the simulator and work against real controllers.
 * @module
 */
export {
  ApicClient,
  type ApicClientOptions,
  type ApicEncoding,
  type ApicReply,
  type ApicSessionInformation,
  type LoginCallback,
  type ManagedObject,
} from './apic.js'
export type { ApicEvent, ApicGap, ApicObjectEvent } from './apic-events.js'
export {
  type EventSocket,
  type EventSocketFactory,
  type EventSocketListener,
  webSockets,
} from './apic-socket.js'
export { ApicSubscription, type SubscribeOptions } from './apic-subscription.js'
export {
  ApstraClient,
  type ApstraClientOptions,
  type ApstraRestoreOptions,
  type ApstraVersion,
} from './apstra.js'
export {
  ApstraBlueprints,
  type Blueprint,
  type BlueprintContent,
  type BlueprintLock,
  type Deployment,
  type StartedBlueprint,
} from './apstra-blueprints.js'
export { ApstraCollection, type ApstraItem, type Wanted } from './apstra-collection.js'
export type {
  ApstraCollections,
  AsnPool,
  AsnPoolContent,
  Device,
  IpPool,
  IpPoolContent,
  Pool,
} from './apstra-collections.js'
export {
  AlreadyExistsError,
  AmbiguousLabelError,
  BlueprintLockedError,
  InvalidSessionDataError,
  type LockHolder,
  NoCredentialsError,
  ProviderTimeoutError,
  SessionEndedError,
  TaskFailedError,
  TaskTimeoutError,
  TooManyLoginsError,
  WrongServerError,
} from './apstra-errors.js'
export type { ApstraSavedSession } from './apstra-saved-session.js'
export {
  type AwaitBlueprintTaskOptions,
  type BlueprintTask,
  BlueprintTasks,
  type TaskStatus,
} from './apstra-tasks.js'
export { type CertificateIdentity, RequestSigner } from './certificate-signature.js'
export { type ClientTime, ElapsedTime, sleep, systemClock } from './clock.js'
export {
  type CallOptions,
  type ClientOptions,
  ControllerClient,
  type SendOnLease,
} from './controller-client.js'
export * from './errors.js'
export { type BearerToken, FmcClient, type FmcClientOptions } from './fmc.js'
export { type BatchLimits, BulkError, type DeleteOptions } from './fmc-bulk.js'
export { type FmcDomain, UnknownDomainError } from './fmc-domains.js'
export { type FmcObject, type ListOptions, PagingError } from './fmc-lists.js'
export { type AwaitFmcTaskOptions, type FmcTask, TaskError } from './fmc-tasks.js'
export type { ConnectionOptions, HttpReply } from './http.js'
export { type BudgetedWork, type BudgetOptions, type BudgetPurpose, RequestBudget } from './request-budget.js'
export { RestClient } from './rest-client.js'
export {
  type Grant,
  type KeeperOptions,
  type KeeperSnapshot,
  type Lease,
  type SessionEvent,
  SessionKeeper,
  type SessionProtocol,
} from './session-keeper.js'
