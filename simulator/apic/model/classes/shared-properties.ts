import { choice, text } from '../properties.js'

/** A description: up to 128 characters (guess: any characters). */
export const DESCR = text('', 128)

/** Alias of a name, up to 63 characters (length guess). */
export const NAME_ALIAS = text('', 63)

/** What most policies carry besides their own properties. */
export const DESCRIBED = {
  descr: DESCR,
  nameAlias: NAME_ALIAS,
  ownerKey: text('', 128),
  ownerTag: text('', 64),
}

/** A flag. @param initial `yes` or `no` */
export const flag = (initial: 'yes' | 'no') => choice(initial, initial === 'yes' ? 'no' : 'yes')

/** Quality-of-service classes; `unspecified` leaves it to others. */
export const PRIO = choice('unspecified', 'level1', 'level2', 'level3', 'level4', 'level5', 'level6')

/** DSCP values that a policy can be aimed at (numbers as well). */
export const TARGET_DSCP = text('unspecified', 12, /^(?:unspecified|CS[0-7]|AF[1-4][1-3]|EF|VA|\d{1,2})$/)

/** Roles that may configure tenants, besides `admin`. */
export const TENANT_ROLES = ['tenant-admin']
