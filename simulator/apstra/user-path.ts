import { type Answer, errors, forbidden } from './answers.js'
import type { ApstraOptions } from './options.js'
import type { Call } from './routes.js'
import { mayActFor, type User, type UserDirectory } from './users.js'

/** What is answered for the user that a path names. */
export type UserAnswer = (call: Call, user: User) => Answer

/** Makes answers for paths below `/api/aaa/users/{id}`. */
export class UserPath {
  readonly #users: UserDirectory
  readonly #messages: ApstraOptions['messages']

  constructor(users: UserDirectory, messages: ApstraOptions['messages']) {
    this.#users = users
    this.#messages = messages
  }

  /** Answers for the user in the path, or with 404. */
  forUser(answer: UserAnswer): (call: Call) => Answer {
    return (call) => {
      const user = this.#users.withId(call.parameters[0]!)
      return user === undefined ? errors(404, this.#messages.notFound) : answer(call, user)
    }
  }

  /**
   * The same, for that user itself and for administrators only.
   * @param status of the refusal: 403, or the 401 that some paths are documented with although the token is good
   */
  forOwner(
    status: 401 | 403,
    answer: UserAnswer,
    message = this.#messages.forbidden,
  ): (call: Call) => Answer {
    return this.forUser((call, user) =>
      mayActFor(call.caller, user) ? answer(call, user) : forbidden(call.accepted, errors(status, message)),
    )
  }
}
