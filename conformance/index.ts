/**
 * Midrun's conformance suite: cases, plans and properties that judge whether a client keeps its session alive, and what
 * it takes to run them on a client.
 * @module
 */
export { Baseline, type BaselineEntry, BaselineError, readBaseline, type StaleEntry } from './baseline.js'
export { CASES, type Case, type CasePlan, casesMatching, type Judge, planOf } from './cases/index.js'
export {
  type AwaitedTask,
  type ClientCall,
  type ClientEnvironment,
  type ClientUnderTest,
  type CreateClient,
  type FollowedEvent,
  UnusableClientError,
} from './client-under-test.js'
export { DriverError } from './drivers/stdio-conversation.js'
export { type Driver, startDriver } from './drivers/stdio-driver.js'
export { findLimit, type Limit, type SearchRange } from './envelope/find-limit.js'
export { type Envelope, type MeasuredStrain, type Measurement, measureEnvelope } from './envelope/measure.js'
export { PLAN_STRAINS, type PlanStrain, planProbe } from './envelope/plan-strains.js'
export type { Probe, Strain } from './envelope/strain.js'
export { ClientModuleError, type ClientModuleProblem, type LoadedClient, loadClient } from './load-client.js'
export { type MatrixFile, matrixFileSchema } from './matrix/matrix-file.js'
export { type MergedRun, mergeReports, type ReportFile } from './merging/merge-reports.js'
export { type Plan, planSchema, type Step, stepSchema } from './plans/plan.js'
export {
  type CallRecord,
  type HandOverRecord,
  type PagedReadRecord,
  type PlanRun,
  type RunOptions,
  runPlan,
  type SubscriptionRecord,
  type TaskRecord,
  type TracedExchange,
} from './plans/run-plan.js'
export { PROPERTIES, type Property, type Violation, violationsOf } from './properties/index.js'
export { describeRun } from './prove/time-line.js'
export { type ReadJournals, RecordingError, readJournals, readRecording } from './recordings/index.js'
export { createReferenceClient } from './reference-clients.js'
export * from './reports/index.js'
export {
  type Circumstances,
  type Finding,
  judgeRecording,
  type Recording,
  RULES,
  type Rule,
  type RuleResult,
  recordingOf,
  rulesMatching,
} from './rules/index.js'
export { MergeError, type MergeProblem } from './shards/part.js'
export { type CaseResult, conclusionOf, runSuite, type SuiteOptions, type Verdict } from './suite.js'
