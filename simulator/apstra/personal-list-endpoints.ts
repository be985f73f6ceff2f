import { type Answer, empty, errors, INVALID, json, REQUIRED, withObject } from './answers.js'
import type { ApstraOptions } from './options.js'
import type { Call, RouteTable } from './routes.js'
import type { UserAnswer, UserPath } from './user-path.js'
import type { User, UserDirectory } from './users.js'

/** How many pages a user may mark. [limit L: SPEC6; number guess] */
const MOST_FAVORITES = 50

/**
 * Adds the pages that a user marked, and its settings of the user interface. Anybody else is told 401, with a live
 * token: a login would not help. [L: SPEC6]
 */
export function addPersonalListEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  users: UserDirectory,
  path: UserPath,
): void {
  const notFound = errors(404, options.messages.notFound)
  const forOwner = (answer: UserAnswer) => ({ access: 'token' as const, answer: path.forOwner(401, answer) })

  routes.add('/api/aaa/users/{id}/favorites', {
    POST: forOwner(({ request }, user) =>
      withObject(request.body, ({ label, url }) => {
        if (!isText(label)) return errors(422, { label: label === undefined ? REQUIRED : INVALID })
        if (!isText(url)) return errors(422, { url: url === undefined ? REQUIRED : INVALID })
        if (user.favorites.some((one) => one.url === url))
          return errors(409, 'Page is already marked as favorite')
        if (user.favorites.length >= MOST_FAVORITES) return errors(409, 'Favorite list is full')
        const favorite = { id: users.newId(), label, url }
        user.favorites = [...user.favorites, favorite]
        return json(201, { id: favorite.id })
      }),
    ),
  })
  routes.add('/api/aaa/users/{id}/favorites/{favorite}', {
    PATCH: forOwner(({ request, parameters }, user) => {
      const favorite = user.favorites.find(({ id }) => id === parameters[1])
      if (favorite === undefined) return notFound
      return withObject(request.body, ({ label }) => {
        if (!isText(label)) return errors(422, { label: label === undefined ? REQUIRED : INVALID })
        favorite.label = label
        return empty(204)
      })
    }),
    DELETE: forOwner((call, user) => removeFrom(call, user, 'favorites', notFound)),
  })

  routes.add('/api/aaa/users/{id}/preferences', {
    POST: forOwner(({ request }, user) =>
      withObject(request.body, ({ key, value }) => {
        if (!isText(key)) return errors(422, { key: key === undefined ? REQUIRED : INVALID })
        if (value === undefined) return errors(422, { value: REQUIRED })
        const known = user.preferences.find((one) => one.key === key)
        if (known !== undefined) known.value = value
        const preference = known ?? { id: users.newId(), key, value }
        if (known === undefined) user.preferences = [...user.preferences, preference]
        return json(201, { id: preference.id })
      }),
    ),
  })
  routes.add('/api/aaa/users/{id}/preferences/{preference}', {
    DELETE: forOwner((call, user) => removeFrom(call, user, 'preferences', notFound)),
  })
}

function removeFrom(
  { parameters }: Call,
  user: User,
  list: 'favorites' | 'preferences',
  notFound: Answer,
): Answer {
  const before = user[list].length
  if (list === 'favorites') user.favorites = user.favorites.filter(({ id }) => id !== parameters[1])
  else user.preferences = user.preferences.filter(({ id }) => id !== parameters[1])
  return user[list].length < before ? empty(204) : notFound
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
