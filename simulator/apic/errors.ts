/** Text of each refusal whose only cure is a new login: expired, logged out or unknown token [C: BOOK; rest guess]. */
export const TOKEN_TIMEOUT_TEXT = 'Token was invalid (Error: Token timeout)'

/** Text for a request with neither token nor signature [C: SBX]. A missing challenge gets it as well (guess). */
export const NO_CREDENTIALS_TEXT =
  'Need a valid webtoken cookie (named APIC-Cookie) or a signed request with signature in the cookie APIC-Request-Signature for all REST API requests'

/** An answer that is an error: HTTP status, and the code and text of its error object. */
export class ApicError extends Error {
  readonly status: number
  readonly code: number
  /** Whether the user is known but lacks the privilege. */
  readonly forbidden: boolean

  constructor(status: number, code: number, text: string, forbidden = false) {
    super(text)
    this.status = status
    this.code = code
    this.forbidden = forbidden
  }
}

/** The body is not the JSON that the interface takes, or a value is not a string [C: AN-IT]. */
export const malformedJson = () =>
  new ApicError(400, 400, 'JSON parsing failed - incomplete attribute value at line: 1')

/** An object of the body has no `attributes`, or has them after `children` [C: AN-IT]. */
export const missingAttributes = () =>
  new ApicError(
    400,
    400,
    "invalid data at line '1'. Attributes are missing, tag 'attributes' must be specified first, before any other tag",
  )

/** Query for a class that does not exist [C: SBX, PUV, BOOK]. */
export const unresolvedClass = (className: string) =>
  new ApicError(400, 400, `Request failed, unresolved class for ${className}`)

/** Configuration of a class that does not exist [C: AN-IT]. */
export const unknownClass = (className: string) =>
  new ApicError(400, 122, `unknown managed object class ${className}`)

/** Configuration of a property that the class does not have [C: AN-IT]. */
export const unknownAttribute = (property: string, className: string) =>
  new ApicError(400, 400, `unknown attribute '${property}' in element '${className}'`)

/** A class that cannot stand where the request puts it [C: AN-IT]. */
export const wrongContainment = (rn: string, parentDn: string) =>
  new ApicError(400, 400, `Invalid request. Can not contain child '${rn}' under parent '${parentDn}'`)

/** An RN that does not have the form of its class [C: AN-IT]. */
export const invalidRn = (rn: string) => new ApicError(400, 104, `Invalid RN ${rn}`)

/** An RN whose prefix no class has there [text C: BOOK; code guess]. @param position in characters, from 0 (guess) */
export const wrongRnPrefix = (dn: string, rn: string, position: number) =>
  new ApicError(400, 104, `Invalid DN ${dn}, wrong rn prefix ${rn} at position ${position}`)

/** A value that the property cannot have [C: AN-IT]. */
export const failedValidation = (property: string, dn: string, value: string) =>
  new ApicError(400, 801, `property ${property} of ${dn} failed validation for value '${value}'`)

/** A value outside an enumeration [C: AN-IT]. */
export const unknownValue = (property: string, className: string, value: string) =>
  new ApicError(
    400,
    120,
    `unknown property value ${value}, , name ${property}, class ${className} [(Dn0)] Dn0=, `,
  )

/** A naming property that contradicts the DN [text C; code guess]. */
export const namingPropertyFixed = (property: string, className: string) =>
  new ApicError(
    400,
    120,
    `Create-only and naming props cannot be modified after creation, class=${className}, prop=${property}`,
  )

/** The object to modify, or the parent of the one to create, is absent [code C: AIM; text guess]. */
export const objectNotFound = (dn: string) => new ApicError(400, 102, `configured object (${dn}) not found`)

/** `status` is `created` and the object is there [code C: AG, AP; text guess]. */
export const objectExists = (dn: string) =>
  new ApicError(400, 103, `Cannot create ${dn}; object already exists`)

/** An object of the system [code C: AG; text guess]. */
export const undeletable = (className: string, dn: string) =>
  new ApicError(400, 107, `Cannot delete object of class:${className}, ${dn} cannot be deleted`)

/** A method that the path does not serve [status and text guess]. */
export const methodNotAllowed = (method: string) =>
  new ApicError(405, 405, `Method ${method} is not supported for this request`)

/** A path below `/api/` that names nothing [status and text guess]. */
export const unknownPath = (path: string) => new ApicError(400, 400, `Request failed, unknown path ${path}`)

/** A request for XML, which this controller does not speak. */
export const xmlNotServed = () =>
  new ApicError(400, 400, 'Request failed, XML is not served here, use a path that ends in .json')
