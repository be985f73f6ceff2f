import { z } from 'zod'

const seconds = () => z.number().nonnegative().max(86_400)

/** Options of the work that goes on after its request was answered. */
export const taskOptionsSchema = z
  .strictObject({
    hiddenSec: seconds()
      .default(0)
      .describe('How long a new task is answered with 404, in s. [C that it may be: TF2; default guess]'),
    pendingSec: seconds().default(5).describe('How long a task is Pending before it runs, in s. [guess]'),
    registrationSec: seconds()
      .default(300)
      .describe('How long the registration of a device takes, in s. [C that it is minutes: fmcapi, LAB-105]'),
    removalSec: seconds()
      .default(10)
      .describe('How long a deleted device still shows, in s. [C that it does: LAB-105; default guess]'),
    deploymentSec: seconds()
      .default(120)
      .describe('How long a deployment takes, in s. [C that it is minutes: TF2; default guess]'),
    runningStatus: z
      .enum(['Running', 'In_progress', 'Deploying', 'Unknown'])
      .default('Running')
      .describe('Status word of a task that goes on. [C for all of them: TF2, fmcapi]'),
    doneStatus: z
      .enum(['Success', 'SUCCESS', 'COMPLETED', 'Deployed'])
      .default('Success')
      .describe('Status word of a task that went well. [C for all of them: TF2, fmcapi]'),
    jobDoneStatus: z
      .string()
      .min(1)
      .default('SUCCEEDED')
      .describe('Status word in deployment/jobhistories of a deployment that went well. [guess]'),
    jobFailedStatus: z
      .string()
      .min(1)
      .default('FAILED')
      .describe('Status word in deployment/jobhistories of a deployment that failed. [guess]'),
    outcome: z
      .enum(['success', 'failure'])
      .default('success')
      .describe('How deployments end; Failed is the status word of the other end. [C for the word: TF2]'),
  })
  .prefault({})
  .describe('Registrations and deployments: work that outlasts its request.')

/** Options of tasks with defaults filled in. */
export type TaskOptions = z.output<typeof taskOptionsSchema>
