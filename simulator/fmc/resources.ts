import type { Configuration } from './configuration.js'
import { ObjectResource } from './objects/object-resource.js'
import { OBJECT_TYPES, UNION_TYPES } from './objects/object-types.js'
import { UnionResource } from './objects/union-resource.js'
import type { FmcOptions } from './options.js'
import { DomainInfo, ServerVersion } from './platform-info.js'
import type { Resource } from './resource.js'
import { TaskStatuses } from './tasks/task-statuses.js'

/** Everything that an FMC serves behind its token check. */
export function resourcesOf(configuration: Configuration, options: FmcOptions): Resource[] {
  return [
    new ServerVersion(options.version),
    new DomainInfo(),
    ...OBJECT_TYPES.map((type) => new ObjectResource(type, configuration, () => {})),
    ...UNION_TYPES.map((union) => new UnionResource(union, configuration)),
    new TaskStatuses(configuration),
  ]
}
