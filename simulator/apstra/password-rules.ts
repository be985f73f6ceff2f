import { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import type { User } from './users.js'

const DAY_MS = 86_400_000

/** Keys that lie side by side. */
const KEYBOARD_ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
/** Characters that follow one another. */
const SEQUENCES = ['0123456789', 'abcdefghijklmnopqrstuvwxyz']

const ruleSchema = z.object({ error_message: z.string(), enabled: z.boolean() })
const lengthRuleSchema = z.object({
  allowed_length: z.number().int().min(1),
  error_message: z.string(),
  enabled: z.boolean(),
})

/** What /api/aaa/password_complexity holds. [L: SPEC6; guess: 0 and null switch history and expiry off] */
export const passwordRulesSchema = z.object({
  validators: z.object({
    regex_list: z.array(
      z.object({ regex: z.string().refine(isRegex), error_message: z.string(), enabled: z.boolean() }),
    ),
    no_username: ruleSchema,
    no_repeat: lengthRuleSchema,
    no_alphanumeric: lengthRuleSchema,
    no_adjacent: lengthRuleSchema,
  }),
  password_history_size: z.number().int().min(0).nullable().default(null),
  days_until_password_expires: z.number().int().min(0).nullable().default(null),
})

/** Requirements on passwords, in the form in which they are on the wire. */
export type PasswordRequirements = z.output<typeof passwordRulesSchema>

/** What a fresh server asks of passwords: nothing, so that the factory password fits. [guess] */
const NONE: PasswordRequirements = {
  validators: {
    regex_list: [
      { regex: '^.{9,}$', error_message: 'Password must have at least 9 characters', enabled: false },
    ],
    no_username: { error_message: 'Password must not be the user name', enabled: false },
    no_repeat: {
      allowed_length: 2,
      error_message: 'Password must not repeat a character',
      enabled: false,
    },
    no_alphanumeric: {
      allowed_length: 3,
      error_message: 'Password must not contain a sequence of characters',
      enabled: false,
    },
    no_adjacent: {
      allowed_length: 3,
      error_message: 'Password must not contain a sequence of adjacent keys',
      enabled: false,
    },
  },
  password_history_size: 0,
  days_until_password_expires: 0,
}

/** Checks new passwords, when a user is made or changes its own, and the age of passwords at each login. [L: SPEC6] */
export class PasswordRules {
  readonly #clock: Clock
  requirements: PasswordRequirements = NONE

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What is wrong with a password for a user of that name; empty when nothing is. */
  problems(username: string, password: string): string[] {
    const { regex_list, no_username, no_repeat, no_alphanumeric, no_adjacent } = this.requirements.validators
    const broken = [
      ...regex_list.filter(({ regex }) => !new RegExp(regex).test(password)),
      ...(password === username ? [no_username] : []),
      ...(longestRepeat(password) > no_repeat.allowed_length ? [no_repeat] : []),
      ...(longestRun(password, SEQUENCES) > no_alphanumeric.allowed_length ? [no_alphanumeric] : []),
      ...(longestRun(password, KEYBOARD_ROWS) > no_adjacent.allowed_length ? [no_adjacent] : []),
    ]
    return broken.filter(({ enabled }) => enabled).map(({ error_message }) => error_message)
  }

  /** Whether a user had the password lately: it is one of as many as the history holds, the present one among them. */
  isReused(user: User, password: string): boolean {
    const size = this.requirements.password_history_size ?? 0
    return [user.password, ...user.formerPasswords].slice(0, size).includes(password)
  }

  /** Whether the password of a user is too old to log in with. */
  isExpired({ passwordSetMs }: User): boolean {
    const days = this.requirements.days_until_password_expires ?? 0
    return days > 0 && this.#clock.monotonicMs() - passwordSetMs >= days * DAY_MS
  }

  /** Back to the requirements of a fresh server. */
  reset(): void {
    this.requirements = NONE
  }
}

function isRegex(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

function longestRepeat(text: string): number {
  return Math.max(0, ...[...text.matchAll(/(.)\1*/gs)].map(([run]) => run.length))
}

/** Length of the longest part of a text that stands in one of the sequences, in either case. */
function longestRun(text: string, sequences: readonly string[]): number {
  const lower = text.toLowerCase()
  let longest = 0
  for (let start = 0; start < lower.length; start++) {
    const run = (length: number) => lower.slice(start, start + length)
    while (
      start + longest < lower.length &&
      sequences.some((sequence) => sequence.includes(run(longest + 1)))
    ) {
      longest++
    }
  }
  return longest
}
