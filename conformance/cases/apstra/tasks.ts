import type { Case, Judge } from '../case.js'
import { all, allServed, loginsAtMost, property, singleRenewal, undisturbed } from '../judges.js'
import {
  awaitTask,
  HOUR,
  loginElsewhere,
  logoutElsewhere,
  MINUTE,
  read,
  repeat,
  restart,
  wait,
} from '../steps.js'

/** That a task succeeded is told when it has. */
const toldInTime: Judge = property('task-ends-told')

/** Each task is told to have ended. */
const told: Judge = ({ tasks }) =>
  tasks
    .filter(({ offered, toldMs }) => offered && toldMs === undefined)
    .map(() => 'expected: the end of the task to be told; found: the program never heard of it')

/** No task that failed is told to have succeeded, and none is waited for without end. */
const failureTold: Judge = ({ tasks, calls }) => [
  ...tasks
    .filter(({ toldMs }) => toldMs !== undefined)
    .map(() => 'expected: an error for a task that failed; found: it was said to have succeeded'),
  ...calls
    .filter(({ operation, endedMs }) => operation === 'await-task' && !Number.isFinite(endedMs))
    .map(() => 'expected: an error for a task that failed; found: it is still waited for'),
]

/** Evidence: a task was started for a client that can wait for it. */
const waitsForTasks: Judge = ({ tasks }) => {
  if (tasks.some(({ endsMs }) => endsMs !== undefined)) return []
  return [tasks.some(({ offered }) => offered) ? 'no task was started' : 'the client waits for no tasks']
}

/** Evidence: the session was refused while a task was waited for. */
const sessionLost: Judge = ({ entries }) =>
  entries.some((entry) => entry.kind === 'exchange' && entry.auth.outcome === 'refused')
    ? []
    : ['nothing was sent on the session that had been lost']

const common = { level: 'must', controller: 'apstra', evidence: waitsForTasks } as const
const lasting = (ms: number) => ({ taskDurationsMs: { create: ms }, taskTimeoutMs: 24 * HOUR })

/** Tasks of blueprints, which belong to the blueprint and not to the token that began them. */
export const taskCases: Case[] = [
  {
    ...common,
    id: 'apstra.tasks.across-expiry',
    title: 'A task of two hours, where tokens live for one',
    requirement: 'A task that outlives its token is waited for on the next one, and its end is told.',
    source: 'NCH: token_expiration in aos.conf; tasks: SPEC6, GOSDK',
    confidence: 'likely',
    plan: {
      class: 'benign',
      options: { ...lasting(2 * HOUR), tokenTtlSeconds: 3600 },
      steps: [awaitTask(), read],
    },
    judge: all(undisturbed, told, toldInTime, loginsAtMost(4)),
  },
  {
    ...common,
    id: 'apstra.tasks.beside-reads',
    title: 'A task of ten minutes beside reads, through the end of a token',
    requirement: 'Looks at a task and other calls share one session and its renewal.',
    source: 'tasks: SPEC6, GOSDK',
    confidence: 'likely',
    plan: {
      class: 'benign',
      options: { ...lasting(10 * MINUTE), tokenTtlSeconds: 600 },
      steps: [awaitTask(true), ...repeat(12, read, wait(MINUTE))],
    },
    judge: all(undisturbed, told, toldInTime),
  },
  {
    ...common,
    id: 'apstra.tasks.logout-elsewhere',
    title: 'Another client of the user logs out during a task, and that ends every token of the user',
    requirement: 'A wait whose token died by another logout goes on after one login.',
    source: 'shared user_session in 12 tokens; SPEC6',
    confidence: 'likely',
    plan: {
      class: 'hostile',
      options: { ...lasting(10 * MINUTE), logoutScope: 'user' },
      steps: [loginElsewhere, awaitTask(true), wait(4 * MINUTE), logoutElsewhere, wait(10 * MINUTE), read],
    },
    judge: all(allServed, told, toldInTime, loginsAtMost(2), singleRenewal),
    evidence: all(waitsForTasks, sessionLost),
  },
  {
    ...common,
    id: 'apstra.tasks.restart',
    title: 'The services restart during a task and forget all tokens',
    requirement: 'A wait whose token died in a restart goes on after one login.',
    source: 'nobody says whether tokens survive; the harder alternative',
    confidence: 'assumed',
    plan: {
      class: 'hostile',
      options: { ...lasting(10 * MINUTE), restart: 'forget' },
      steps: [awaitTask(true), wait(4 * MINUTE), restart, wait(10 * MINUTE), read],
    },
    judge: all(allServed, told, toldInTime, loginsAtMost(2), singleRenewal),
    evidence: all(waitsForTasks, sessionLost),
  },
  {
    ...common,
    id: 'apstra.tasks.timed-out',
    title: 'A task runs into the time-out of the controller',
    requirement:
      'A task that ended without success is neither waited for any longer nor taken for a success.',
    source: 'status words: GOSDK, NCH, SPEC6',
    confidence: 'confirmed',
    plan: {
      class: 'hostile',
      options: { taskDurationsMs: { create: 10 * MINUTE }, taskTimeoutMs: 5 * MINUTE },
      steps: [awaitTask(), read],
    },
    judge: all(failureTold, property('no-storm'), loginsAtMost(1)),
  },
]
