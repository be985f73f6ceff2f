import { listOperation, type QueryParameter } from '../api-description/operation.js'
import { methodNotSupported } from '../api-exception.js'
import { text } from '../objects/attribute.js'
import { absent } from '../objects/object-errors.js'
import { pageOf } from '../paging.js'
import type { Query } from '../request-target.js'
import type { Answer, Resource, ResourceCall } from '../resource.js'
import { PLATFORM_PATH } from '../routes.js'
import type { AuditLog, AuditRecord } from './audit-log.js'

const PATH = `${PLATFORM_PATH}/domain/{domainUUID}/audit/auditrecords`
const MODEL = {
  name: 'AuditRecord',
  attributes: { user: text(), source: text(), subsystem: text(), message: text() },
}

const PARAMETERS: readonly QueryParameter[] = [
  { name: 'username', description: 'Only what this account did.', type: 'string' },
  { name: 'subsystem', description: 'Only what concerns this subsystem.', type: 'string' },
  { name: 'source', description: 'Only what came from this address.', type: 'string' },
  {
    name: 'starttime',
    description: 'Only what was at this time or later, in ms since 1970.',
    type: 'integer',
  },
  {
    name: 'endtime',
    description: 'Only what was at this time or earlier, in ms since 1970.',
    type: 'integer',
  },
]

/** `audit/auditrecords`: logins and changes, newest first [C that it is: fmcapi; parameters, members and texts G]. */
export class AuditRecords implements Resource {
  readonly area = 'audit'
  readonly path = PATH
  readonly hasMembers = true
  readonly operations = [
    withParameters(listOperation(PATH, 'getAllAuditRecord', 'Audit', MODEL)),
    {
      ...listOperation(`${PATH}/{objectId}`, 'getAuditRecord', 'Audit', MODEL),
      summary: 'Reads one AuditRecord.',
      query: [],
      reply: { status: 200, list: false } as const,
    },
  ]
  readonly #log: AuditLog

  constructor(log: AuditLog) {
    this.#log = log
  }

  answer({ method, origin, domain, id, query }: ResourceCall): Answer {
    if (method !== 'GET') throw methodNotSupported(method)
    const url = origin + PATH.replace('{domainUUID}', domain.uuid)
    const records = this.#log.of(domain)
    if (id !== undefined) {
      const record = records.find((candidate) => candidate.id === id)
      if (record === undefined) throw absent()
      return { status: 200, body: JSON.stringify(details(record, url)) }
    }
    const show = (record: AuditRecord) =>
      query.isTrue('expanded') ? details(record, url) : summary(record, url)
    return { status: 200, body: pageOf(url, query, records.filter(requestedRecords(query)), show) }
  }
}

function withParameters(operation: ReturnType<typeof listOperation>) {
  return { ...operation, query: [...PARAMETERS, ...operation.query] }
}

function requestedRecords(query: Query): (record: AuditRecord) => boolean {
  const same = (name: string, value: string) => (query.get(name) ?? value) === value
  const fromMs = Number(query.get('starttime') ?? 0)
  const toMs = Number(query.get('endtime') ?? Number.POSITIVE_INFINITY)
  return ({ user, subsystem, source, atMs }) =>
    same('username', user) &&
    same('subsystem', subsystem) &&
    same('source', source) &&
    atMs >= fromMs &&
    atMs <= toMs
}

function summary({ id, subsystem }: AuditRecord, url: string): Record<string, unknown> {
  return { links: { self: `${url}/${id}` }, type: 'AuditRecord', id, name: subsystem }
}

function details(record: AuditRecord, url: string): Record<string, unknown> {
  const { user, source, subsystem, message, atMs } = record
  return { ...summary(record, url), user, source, subsystem, message, time: atMs }
}
