import { apiDocuments } from './api-description/api-documents.js'
import type { AuditLog } from './audit/audit-log.js'
import { AuditRecords } from './audit/audit-records.js'
import type { Configuration } from './configuration.js'
import { DeployableDevices } from './deployment/deployable-devices.js'
import { DeploymentRequests } from './deployment/deployment-requests.js'
import { JobHistories } from './deployment/job-histories.js'
import { ObjectResource } from './objects/object-resource.js'
import type { StoredObject } from './objects/object-store.js'
import { OBJECT_TYPES, UNION_TYPES } from './objects/object-types.js'
import { UnionResource } from './objects/union-resource.js'
import type { FmcOptions } from './options.js'
import { DomainInfo, ServerVersion } from './platform-info.js'
import type { Resource } from './resource.js'
import { TaskStatuses } from './tasks/task-statuses.js'

/** Everything that an FMC serves behind its token check. */
export function resourcesOf(configuration: Configuration, audit: AuditLog, options: FmcOptions): Resource[] {
  const { deployments } = configuration
  const arrived = (object: StoredObject) => deployments.registered(object)
  const described = [
    new ServerVersion(options.version),
    new DomainInfo(options.domainPaging),
    ...OBJECT_TYPES.map((type) => new ObjectResource(type, configuration, arrived)),
    ...UNION_TYPES.map((union) => new UnionResource(union, configuration)),
    new TaskStatuses(configuration),
    new DeployableDevices(deployments),
    new DeploymentRequests(configuration, deployments),
    new JobHistories(deployments),
    new AuditRecords(audit),
  ]
  return [...described, ...apiDocuments(described, options.version)]
}
