import { ApiException } from '../api-exception.js'
import type { ObjectOptions } from './object-options.js'

const NAME_TAKEN: Readonly<Record<ObjectOptions['nameTakenText'], (name: string) => string>> = {
  'already-exists': (name) => `The object name ${name} already exists. Enter a new name.`,
  'validation-failed': () => 'Validation failed due to a duplicate name',
  'duplicate-name': (name) => `Duplicate Name: ${name}`,
}

/** The words `already exists` are confirmed [C: FMCAnsible], the sentence around them is a guess. */
export function nameTaken(options: ObjectOptions, name: string): ApiException {
  return new ApiException(options.nameTakenStatus, NAME_TAKEN[options.nameTakenText](name))
}

/** [L: FMCAnsible] */
export function badReference(): ApiException {
  return new ApiException(400, 'Validation failed due to an invalid UUID', 'VALIDATION')
}

/** The status and the text are a guess. */
export function inUse(name: string, user: string): ApiException {
  return new ApiException(400, `The object ${name} cannot be deleted: it is used by ${user}.`, 'VALIDATION')
}

/** The text is a guess; so is the status, option objects.systemObjectStatus. */
export function belongsToSystem(options: ObjectOptions, name: string): ApiException {
  return new ApiException(
    options.systemObjectStatus,
    `The object ${name} is read-only: it belongs to the system.`,
    'VALIDATION',
  )
}

/** A read of what is not there [C: fireREST]. */
export function absent(): ApiException {
  return new ApiException(404, 'No resource found')
}

/** A write to what is not there [L: FMCAnsible, QSG]. */
export function absentForWrite(): ApiException {
  return new ApiException(404, 'Resource Not Found')
}
