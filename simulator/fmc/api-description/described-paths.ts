import type { Model, Operation } from './operation.js'

/** Explanations of the names in paths. */
const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  domainUUID: 'UUID of the domain.',
  containerUUID: 'Id of the object whose parts are meant.',
  objectId: 'Id of the object.',
}

/** A name in a path, with its explanation. */
export interface PathParameter {
  readonly name: string
  readonly description: string
}

/** The names in an operation's path, in order. */
export function pathParameters({ path }: Operation): PathParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name: name!,
    description: PATH_PARAMETERS[name!]!,
  }))
}

/** The `paths` of a description: operations by path, and there by method in lower case. */
export function describedPaths(
  operations: readonly Operation[],
  describe: (operation: Operation) => unknown,
): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    paths[operation.path] ??= {}
    paths[operation.path]![operation.method.toLowerCase()] = describe(operation)
  }
  return paths
}

/** The models of operations, each once. */
export function modelsOf(operations: readonly Operation[]): Model[] {
  return [...new Map(operations.map(({ model }) => [model.name, model])).values()]
}
