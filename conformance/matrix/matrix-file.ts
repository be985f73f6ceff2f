import { z } from 'zod'
import { CONTROLLER_KINDS, type ControllerKind } from '../../simulator/index.js'
import { SCENARIOS, type Scenario, scenariosFor } from '../drivers/scenarios.js'

/** Names of agents stand in tables, headings and lists of any format. */
const AGENT_NAME = /^[A-Za-z0-9][\w .,+@()-]{0,59}$/

const agentSchema = z
  .strictObject({
    name: z
      .string()
      .regex(AGENT_NAME, 'expected up to 60 letters, digits, spaces and . , + @ ( ) - _')
      .describe('what the agent is called in the report'),
    command: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('program and arguments, as for midrun check'),
    client: z
      .string()
      .min(1)
      .optional()
      .describe("client module, in place of a command; reference for Midrun's own"),
    driver: z.string().min(1).optional().describe('command that starts a driver, in place of a command'),
    controllers: z.array(z.enum(CONTROLLER_KINDS)).min(1).describe('what the agent is run against'),
    environment: z.record(z.string(), z.string()).default({}).describe('variables on top of the usual ones'),
  })
  .refine(
    ({ command, client, driver }) =>
      [command, client, driver].filter((each) => each !== undefined).length === 1,
    'expected one of command, client and driver',
  )

/** Shape of the file of `midrun matrix`. */
export const matrixFileSchema = z
  .strictObject({
    agents: z.array(agentSchema).min(1),
    scenarios: z
      .array(z.enum(['all', ...SCENARIOS.map(({ name }) => name)]))
      .min(1)
      .default(['steady'])
      .describe('what each agent is tried in; all for every one that there is for its controller'),
  })
  .refine(({ agents }) => new Set(agents.map(({ name }) => name)).size === agents.length, {
    path: ['agents'],
    message: 'expected each agent to have a name of its own',
  })

/** A matrix as its file says it. */
export type MatrixFile = z.output<typeof matrixFileSchema>

/** One client of a matrix. */
export type Agent = MatrixFile['agents'][number]

/** One agent in one scenario on one controller: a cell of the table. */
export interface Trial {
  agent: Agent
  controller: ControllerKind
  scenario: Scenario
}

/** All trials of a matrix, row by row. A scenario that a controller does not have leaves its cell empty. */
export function trialsOf({ agents, scenarios }: MatrixFile): Trial[] {
  return agents.flatMap((agent) =>
    [...new Set(agent.controllers)].flatMap((controller) => {
      const offered = scenariosFor(controller, ['all'])
      const wanted = scenarios.includes('all') ? offered.map(({ name }) => name) : scenarios
      return offered
        .filter(({ name }) => wanted.includes(name))
        .map((scenario) => ({ agent, controller, scenario }))
    }),
  )
}

/** Name of a trial that no other one of its matrix has. */
export function trialName(agent: string, controller: ControllerKind, scenario: string): string {
  return `${agent}/${controller}/${scenario}`
}
