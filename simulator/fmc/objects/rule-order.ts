import { ApiException } from '../api-exception.js'
import type { Query } from '../request-target.js'
import type { ObjectCollection } from './object-collection.js'
import type { Place, StoredObject } from './object-store.js'

/** Where new rules or categories go. */
export interface Placement {
  readonly place: Place
  /** Position in their collection, from 0, before which they are put. */
  readonly position: number
}

const SECTIONS: ReadonlyMap<string, Place['section']> = new Map([
  ['mandatory', 'Mandatory'],
  ['default', 'Default'],
])

/**
 * Where `section`, `category`, `insertBefore` and `insertAfter` put new rules. Rules stand by section, in it by category
 * with those of none first, and at the end of that unless a rule index, from 1, says otherwise. The section is the
 * default one unless given, the index decides about section and category where neither is given, and `insertBefore`
 * goes before `insertAfter` [C: SPEC]. That rules stay together by category is a guess.
 * @throws ApiException 400 for a section, category or index that is not there [texts: G]
 */
export function rulePlacement(
  rules: ObjectCollection,
  categories: ObjectCollection,
  query: Query,
): Placement {
  const objects = [...rules.all()]
  const index = requestedIndex(query, objects.length)
  const neighbour = index === undefined ? undefined : objects[index.rule - 1]!
  const place = requestedPlace(categories, query) ?? neighbour?.place ?? { section: 'Default' }
  const ranks = [...categories.all()].map(({ id }) => id.toUpperCase())
  const [start, end] = block(objects, place, ranks)
  return { place, position: Math.min(end, Math.max(start, index?.position ?? end)) }
}

/**
 * Where `section` and `aboveCategory` put a new category: at the end of its section, the default one unless given.
 * @throws ApiException 400 for a section or category that is not there [texts: G]
 */
export function categoryPlacement(categories: ObjectCollection, query: Query): Placement {
  const above = query.get('aboveCategory')
  if (above !== undefined) {
    const category = categoryNamed(categories, above)
    return { place: { section: category.place!.section }, position: categories.positionOf(category) }
  }
  const place: Place = { section: requestedSection(query) ?? 'Default' }
  return { place, position: block([...categories.all()], place, [])[1] }
}

function requestedPlace(categories: ObjectCollection, query: Query): Place | undefined {
  const name = query.get('category')
  const section = requestedSection(query)
  if (name === undefined) return section === undefined ? undefined : { section }
  if (section !== undefined) throw refused('section and category cannot be given together.')
  const category = categoryNamed(categories, name)
  return { section: category.place!.section, category: category.id.toUpperCase() }
}

function requestedSection(query: Query): Place['section'] | undefined {
  const name = query.get('section')
  if (name === undefined) return undefined
  const section = SECTIONS.get(name.toLowerCase())
  if (section === undefined) throw refused(`section must be mandatory or default, not ${name}.`)
  return section
}

function requestedIndex(query: Query, count: number): { rule: number; position: number } | undefined {
  const before = query.get('insertBefore')
  const text = before ?? query.get('insertAfter')
  if (text === undefined) return undefined
  const rule = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (rule < 1 || rule > count) throw refused(`there is no rule with the index ${text}.`)
  return { rule, position: before === undefined ? rule : rule - 1 }
}

function categoryNamed(categories: ObjectCollection, name: string): StoredObject {
  for (const category of categories.all()) if (category.name === name) return category
  throw refused(`there is no category ${name}.`)
}

/** Where the rules of a place begin and end. */
function block(
  objects: readonly StoredObject[],
  place: Place,
  ranks: readonly string[],
): [start: number, end: number] {
  const wanted = rank(place, ranks)
  let start = 0
  while (start < objects.length && rank(objects[start]!.place!, ranks) < wanted) start++
  let end = start
  while (end < objects.length && rank(objects[end]!.place!, ranks) === wanted) end++
  return [start, end]
}

/** Sections count more than categories, of which a policy has fewer than that. */
function rank({ section, category }: Place, ranks: readonly string[]): number {
  const inSection = category === undefined ? 0 : 1 + ranks.indexOf(category)
  return (section === 'Mandatory' ? 0 : 1_000_000) + inSection
}

function refused(why: string): ApiException {
  return new ApiException(400, `Invalid position: ${why}`, 'VALIDATION')
}
