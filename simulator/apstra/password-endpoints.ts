import { empty, errors, INVALID, json, REQUIRED, withObject } from './answers.js'
import type { Authentication } from './authentication.js'
import type { PasswordLimiter } from './limits/password-limiter.js'
import type { ApstraOptions } from './options.js'
import { type PasswordRules, passwordRulesSchema } from './password-rules.js'
import type { RouteTable } from './routes.js'
import type { UserPath } from './user-path.js'
import type { UserDirectory } from './users.js'

/** What the endpoints about passwords work on. */
interface PasswordParts {
  options: ApstraOptions
  users: UserDirectory
  rules: PasswordRules
  path: UserPath
  authentication: Authentication
  limiter: PasswordLimiter
}

/** Adds the change of passwords, and the requirements on them. [L: SPEC6] */
export function addPasswordEndpoints(
  routes: RouteTable,
  { options, users, rules, path, authentication, limiter }: PasswordParts,
): void {
  routes.add('/api/aaa/users/{id}/change-password', {
    PUT: {
      access: 'token',
      answer: path.forOwner(403, ({ request, caller }, user) => {
        const banned = authentication.refuseBanned(request.address)
        if (banned !== undefined && options.passwordLimiter.refusesRightPassword) return banned
        return withObject(request.body, (fields) => {
          const { current_password: current, new_password: wanted, new_password2: repeated } = fields
          if (typeof wanted !== 'string' || wanted === '') return errors(422, { new_password: REQUIRED })
          if (repeated !== undefined && repeated !== wanted) {
            return errors(422, { new_password2: 'Passwords do not match' })
          }
          // An administrator sets another user's password without knowing the old one. [guess]
          if (user === caller && current !== user.password) {
            if (banned !== undefined) return banned
            limiter.countFailure(request.address)
            return errors(422, { current_password: current === undefined ? REQUIRED : 'Wrong password' })
          }
          const problems = rules.problems(user.username, wanted)
          if (problems.length > 0) return errors(422, problems)
          if (rules.isReused(user, wanted)) return errors(422, { new_password: 'Password was used before' })
          users.setPassword(user, wanted)
          if (options.sessionChangeOnUserUpdate) authentication.endAll(user, 'user-changed')
          return json(200, {})
        })
      }),
    },
  })

  routes.add('/api/aaa/password_complexity', {
    // History and expiry are for those who may read this setting. [L: SPEC6]
    GET: {
      access: 'token',
      answer: ({ caller }) => {
        const { validators, ...ages } = rules.requirements
        const mayRead = caller.roles.some(({ permissions }) =>
          permissions.includes('password_complexity:read'),
        )
        return json(200, { validators, ...(mayRead && ages) })
      },
    },
    PUT: {
      access: 'administer',
      answer: ({ request }) =>
        withObject(request.body, (fields) => {
          const read = passwordRulesSchema.safeParse(fields)
          if (!read.success) {
            const problems = read.error.issues.map(({ path: at }) => [at.join('.'), INVALID] as const)
            return errors(422, Object.fromEntries(problems))
          }
          rules.requirements = read.data
          return empty(200)
        }),
    },
  })
}
