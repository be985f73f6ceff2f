import {
  filterParameter,
  listOperation,
  type Model,
  type Operation,
  type QueryParameter,
} from '../api-description/operation.js'
import { flag, text } from './attribute.js'
import { commonMembers } from './object-body.js'
import type { ObjectType, UnionType } from './object-type.js'

const BULK: QueryParameter = { name: 'bulk', description: 'Whether many objects are meant.', type: 'boolean' }

const PLACING: Readonly<Record<NonNullable<ObjectType['placed']>, readonly QueryParameter[]>> = {
  rule: [
    { name: 'section', description: 'Section for new rules: mandatory or default.', type: 'string' },
    { name: 'category', description: 'Category for new rules, by name.', type: 'string' },
    { name: 'insertBefore', description: 'Index, from 1, of the rule to come next.', type: 'integer' },
    { name: 'insertAfter', description: 'Index, from 1, of the rule that goes before.', type: 'integer' },
  ],
  category: [
    { name: 'section', description: 'Section for a new category: mandatory or default.', type: 'string' },
    { name: 'aboveCategory', description: 'Name of the category to come next.', type: 'string' },
  ],
}

/**
 * What can be done with the objects of a type. Operation ids have the form that clients take apart [C: FMCAnsible].
 * @param path absolute, with names in braces
 * @param bulkDelete whether objects can be deleted in bulk
 */
export function objectOperations(type: ObjectType, path: string, bulkDelete: boolean): Operation[] {
  const { actions, tag } = type
  const model = modelOf(type)
  const one = {
    tag,
    model,
    query: [],
    body: false,
    path: `${path}/{objectId}`,
    reply: { status: 200, list: false },
  } as const
  const operations: Operation[] = [
    listOperation(path, `getAll${model.name}`, tag, model, type.filters),
    { ...one, method: 'GET', operationId: `get${model.name}`, summary: `Reads one ${model.name}.` },
  ]
  if (actions.includes('create')) {
    const bulk = actions.includes('bulk-create')
    operations.push({
      ...one,
      method: 'POST',
      path,
      operationId: `create${bulk ? 'Multiple' : ''}${model.name}`,
      summary: `Creates ${model.name}.`,
      query: [...(bulk ? [BULK] : []), ...(type.placed === undefined ? [] : PLACING[type.placed])],
      body: true,
      reply: { status: type.slow === undefined ? 201 : 202, list: false },
    })
  }
  if (actions.includes('update')) {
    operations.push({
      ...one,
      method: 'PUT',
      operationId: `update${model.name}`,
      summary: `Changes one ${model.name}.`,
      body: true,
    })
  }
  if (actions.includes('delete')) {
    operations.push({
      ...one,
      method: 'DELETE',
      operationId: `delete${model.name}`,
      summary: `Deletes one ${model.name}.`,
    })
  }
  if (bulkDelete) {
    operations.push({
      ...one,
      method: 'DELETE',
      path,
      operationId: `deleteMultiple${model.name}`,
      summary: `Deletes ${model.name} by their ids.`,
      query: [BULK, filterParameter(['ids'])],
      reply: { status: 200, list: true },
    })
  }
  return operations
}

/** What can be done with a list over several types: reading. */
export function unionOperations({ model: name, tag, filters }: UnionType, path: string): Operation[] {
  const model = { name, attributes: {} }
  return [
    listOperation(path, `getAll${name}`, tag, model, filters),
    {
      ...listOperation(`${path}/{objectId}`, `get${name}`, tag, model),
      summary: `Reads one ${name}.`,
      query: [],
      reply: { status: 200, list: false },
    },
  ]
}

function modelOf(type: ObjectType): Model {
  const common = commonMembers(type)
  return {
    name: type.model,
    attributes: {
      ...type.attributes,
      ...(common.includes('overridable') ? { overridable: flag() } : {}),
      ...(common.includes('description') ? { description: text() } : {}),
    },
  }
}
