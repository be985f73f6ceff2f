import { listOperation } from '../api-description/operation.js'
import { methodNotSupported } from '../api-exception.js'
import { filterTerms } from '../filter-terms.js'
import { text } from '../objects/attribute.js'
import { pageOf } from '../paging.js'
import type { Query } from '../request-target.js'
import type { Answer, Resource, ResourceCall } from '../resource.js'
import { CONFIG_PATH } from '../routes.js'
import type { Deployments, Job } from './deployments.js'

const FILTERS = ['jobType', 'status'] as const
const JOB_TYPE = 'DEPLOYMENT'

/** `deployment/jobhistories`: deployments, newest first; its filter is confirmed [C: TF2], its members are a guess. */
export class JobHistories implements Resource {
  readonly area = 'deployment'
  readonly path = `${CONFIG_PATH}/deployment/jobhistories`
  readonly hasMembers = false
  readonly operations = [
    listOperation(
      this.path,
      'getAllJobHistory',
      'Deployment',
      { name: 'JobHistory', attributes: { jobName: text(), jobType: text(), status: text() } },
      FILTERS,
    ),
  ]
  readonly #deployments: Deployments

  constructor(deployments: Deployments) {
    this.#deployments = deployments
  }

  answer({ method, origin, domain, query }: ResourceCall): Answer {
    if (method !== 'GET') throw methodNotSupported(method)
    const url = origin + this.path.replace('{domainUUID}', domain.uuid)
    const jobs = this.#deployments.jobs(domain).filter(requestedJobs(query))
    return { status: 200, body: pageOf(url, query, jobs, query.isTrue('expanded') ? details : summary) }
  }
}

function requestedJobs(query: Query): (job: Job) => boolean {
  const terms = filterTerms(query, FILTERS)
  return (job) => terms.every(([key, value]) => value === (key === 'jobType' ? JOB_TYPE : job.status))
}

function summary({ id, number }: Job): Record<string, unknown> {
  return { type: 'JobHistory', id, name: jobName(number) }
}

function details(job: Job): Record<string, unknown> {
  return {
    ...summary(job),
    jobName: jobName(job.number),
    jobType: JOB_TYPE,
    status: job.status,
    userName: job.by,
    startTime: job.startedMs,
    ...(job.endedMs === undefined ? {} : { endTime: job.endedMs }),
    deviceList: job.devices.map(({ id, name }) => ({
      deviceUUID: id,
      deviceName: name,
      deploymentStatus: job.status,
    })),
  }
}

function jobName(number: number): string {
  return `Deploy_Job_${number}`
}
