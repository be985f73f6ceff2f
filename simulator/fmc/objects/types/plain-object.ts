import type { ObjectType } from '../object-type.js'

/** What most types below `object/` have in common. */
export function plainObject(collection: string, type: string, tag: string) {
  return {
    path: `object/${collection}`,
    type,
    model: type.endsWith('Object') || type.endsWith('Group') ? type : `${type}Object`,
    tag,
    area: 'objects',
    ids: 'object',
    overridable: true,
    actions: ['create', 'update', 'delete', 'bulk-create', 'bulk-delete'],
  } as const satisfies Partial<ObjectType>
}
