import type { WireRequest } from '../controller.js'
import type { Session } from '../sessions.js'
import { splitTarget } from '../text.js'
import type { Accepted, Answer } from './answers.js'
import type { Permission } from './roles.js'
import type { User } from './users.js'

/** A request whose token was accepted. */
export interface Call {
  request: WireRequest
  /** Holder of the token. */
  caller: User
  /** Session of the token; undefined where calls need none and this one brought none. */
  session: Session | undefined
  accepted: Accepted
  /** Decoded values of the `{...}` segments of the path, in order. */
  parameters: readonly string[]
}

/** One method of a path: served to anybody, to any live token, or to callers whose roles give a permission. */
export type Endpoint =
  | { access: 'open'; answer(request: WireRequest): Answer }
  | { access: 'token' | Permission; answer(call: Call): Answer }

/** Endpoints of one path, by method in upper case. */
export type Endpoints = Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS', Endpoint>>

/** A path that was found. */
export interface Match {
  endpoints: ReadonlyMap<string, Endpoint>
  parameters: readonly string[]
}

interface Node {
  fixed: Map<string, Node>
  variable: Node | undefined
  endpoints: ReadonlyMap<string, Endpoint> | undefined
}

const NO_PARAMETERS: readonly string[] = []

/** The path of a request target, without its query and without a slash at its end. */
export function pathOf(target: string): string {
  const { path } = splitTarget(target)
  return path.endsWith('/') ? path.slice(0, -1) : path
}

/** The paths of a controller: a tree over path segments, with a shortcut for paths without a variable segment. */
export class RouteTable {
  readonly #root: Node = newNode()
  readonly #fixed = new Map<string, Match>()
  readonly #all = new Map<string, Endpoints>()

  /** Adds a path such as `/api/aaa/users/{id}`. */
  add(pattern: string, endpoints: Endpoints): void {
    this.#all.set(pattern, endpoints)
    const byMethod: ReadonlyMap<string, Endpoint> = new Map(Object.entries(endpoints))
    if (!pattern.includes('{')) {
      this.#fixed.set(pattern, { endpoints: byMethod, parameters: NO_PARAMETERS })
      return
    }
    let node = this.#root
    for (const segment of pattern.slice(1).split('/')) {
      if (segment.startsWith('{')) {
        node.variable ??= newNode()
        node = node.variable
      } else {
        const next = node.fixed.get(segment) ?? newNode()
        node.fixed.set(segment, next)
        node = next
      }
    }
    node.endpoints = byMethod
  }

  /** All paths with their endpoints, in the order in which they were added. */
  all(): [pattern: string, endpoints: Endpoints][] {
    return [...this.#all]
  }

  /** Finds a path as {@link pathOf} gives it; undefined when there is none, or it does not decode. */
  find(path: string): Match | undefined {
    return this.#fixed.get(path) ?? this.#walk(path)
  }

  #walk(path: string): Match | undefined {
    let node = this.#root
    const parameters: string[] = []
    for (let start = 1; start <= path.length; ) {
      const slash = path.indexOf('/', start)
      const end = slash < 0 ? path.length : slash
      const segment = path.slice(start, end)
      const fixed = node.fixed.get(segment)
      if (fixed !== undefined) node = fixed
      else if (node.variable === undefined) return undefined
      else {
        const decoded = decode(segment)
        if (decoded === undefined) return undefined
        parameters.push(decoded)
        node = node.variable
      }
      start = end + 1
    }
    return node.endpoints === undefined ? undefined : { endpoints: node.endpoints, parameters }
  }
}

function newNode(): Node {
  return { fixed: new Map(), variable: undefined, endpoints: undefined }
}

function decode(segment: string): string | undefined {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
