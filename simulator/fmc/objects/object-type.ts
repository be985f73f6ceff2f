import { ApiException, unprocessable } from '../api-exception.js'
import { type IpType, ipType, networkIpType } from './addresses.js'

/** Members of an object that are its own kind's, checked, in wire order. */
export type OwnAttributes = Readonly<Record<string, unknown>>

/** One kind of object: where it is found and what it holds. */
export interface ObjectType {
  /** Name in URLs, such as `hosts`. */
  readonly collection: string
  /** Value of its `type` member, such as `Host`. */
  readonly type: string
  /** The collection above it, in `links.parent`. Names are unique below one parent [guess]. */
  readonly parentCollection: string
  /** Value of `metadata.parentType`. */
  readonly parentType: string
  /** Names of the members that only this kind has. */
  readonly own: readonly string[]
  /** Filter keys that its list knows; `ids` and `nameOrValue` work on all kinds. */
  readonly filters: ReadonlySet<string>
  /** Takes its own members from a request. @throws ApiException when one is missing or does not fit */
  read(body: Readonly<Record<string, unknown>>): OwnAttributes
  /** Members of `metadata` that follow from its own members. */
  metadata(own: OwnAttributes): Record<string, unknown>
}

/** Hosts and networks: one address each. */
function networkAddress(
  collection: string,
  type: string,
  typeOfValue: (value: string) => IpType | undefined,
): ObjectType {
  return {
    collection,
    type,
    parentCollection: 'networkaddresses',
    parentType: 'NetworkAddress',
    own: ['value'],
    filters: new Set(['unusedOnly', 'nameOrValue', 'ids']),
    read({ value }) {
      if (typeof value !== 'string') throw unprocessable()
      if (typeOfValue(value) === undefined) {
        throw new ApiException(
          400,
          `The value ${value} is not valid for an object of type ${type}.`,
          'VALIDATION',
        )
      }
      return { value }
    },
    metadata: ({ value }) => ({ ipType: typeOfValue(value as string) }),
  }
}

/** The kinds of object that the simulated FMC keeps. */
export const OBJECT_TYPES: readonly ObjectType[] = [
  networkAddress('hosts', 'Host', ipType),
  networkAddress('networks', 'Network', networkIpType),
]
