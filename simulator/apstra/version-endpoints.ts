import { type Answer, errors, INVALID, json, REQUIRED, withObject } from './answers.js'
import type { ApstraOptions } from './options.js'
import type { Json } from './python-json.js'
import type { RouteTable } from './routes.js'

/** A path that may be served without a token. */
type OpenablePath = ApstraOptions['publicPaths'][number]

/**
 * Adds what the controller says about itself: versions, features, the message of the day, whether there is SAML.
 * @param controllerId gives what /api/versions/controller-id tells
 */
export function addVersionEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  controllerId: () => string,
): void {
  const { version, build, buildDatetime, motd } = options
  const product = json(200, productVersion(options))
  const image = json(200, { version: `${version}-${build}`, build_datetime: buildDatetime })
  const features = Object.entries(options.features).map(([name, status]) => [name, { status }] as const)
  const answers: Partial<Record<OpenablePath, Answer | (() => Answer)>> = {
    '/api/version': product,
    '/api/versions/api': product,
    '/api/versions/server': image,
    '/api/versions/build': image,
    '/api/versions/aosdi': image,
    // [member guess]
    ...(options.controllerId && {
      '/api/versions/controller-id': () => json(200, { controller_id: controllerId() }),
    }),
    '/api/features': json(200, Object.fromEntries(features)),
    ...(options.userManagement && { '/api/aaa/motd': json(200, { text: motd }) }),
    // [member guess]
    ...(options.saml && { '/api/aaa/saml-settings': json(200, { enabled: false }) }),
  }
  const open: readonly string[] = options.publicPaths
  for (const [path, answer] of Object.entries(answers)) {
    routes.add(path, {
      GET: {
        access: open.includes(path) ? 'open' : 'token',
        answer: typeof answer === 'function' ? answer : () => answer,
      },
    })
  }
  for (const name of ['device', 'iba', 'node'] as const) addSoftwareCheck(routes, name)
  if (options.saml) addSingleSignOn(routes)
}

/** Fields with which agents ask whether their software is the right one. [L: GOSDK] */
const SOFTWARE_CHECKS = {
  device: ['serial_number', 'version', 'platform'],
  iba: ['version', 'system_id'],
  node: ['ip_address', 'version', 'system_id'],
} as const

/** Tells an agent that there is nothing to install. [members L: GOSDK; values and the need of a token: guess] */
function addSoftwareCheck(routes: RouteTable, name: keyof typeof SOFTWARE_CHECKS): void {
  const nothing = { status: 'ok', retry_timeout: 0 }
  const answer = json(200, name === 'node' ? nothing : { ...nothing, url: '', cksum: '' })
  routes.add(`/api/versions/${name}`, {
    POST: {
      access: 'token',
      answer: ({ request }) =>
        withObject(request.body, (fields) => {
          const wrong = SOFTWARE_CHECKS[name].filter((field) => typeof fields[field] !== 'string')
          if (wrong.length === 0) return answer
          return errors(
            422,
            Object.fromEntries(
              wrong.map((field) => [field, fields[field] === undefined ? REQUIRED : INVALID]),
            ),
          )
        }),
    },
  })
}

/**
 * Adds both ends of a login through an identity provider. There is none, so that both send the browser back to the
 * login page with an error in the location. [L: SPEC6; location guess]
 */
function addSingleSignOn(routes: RouteTable): void {
  const refusal: Answer = { status: 303, body: '', location: '/#/login?error=SSO%20is%20not%20configured' }
  routes.add('/api/aaa/saml-sso-url', { GET: { access: 'open', answer: () => refusal } })
  routes.add('/api/aaa/login-saml', { POST: { access: 'open', answer: () => refusal } })
}

/** Member order as in 1.x and 3.3. [L: PYEZ, APY; place of hotfix and its empty value: guess] */
function productVersion({ version, versionForm }: ApstraOptions): Json {
  const [major = '', minor = '', build = '0', hotfix = ''] = version.split('.')
  if (versionForm === 'short') return { major, version: `${major}.${minor}`, minor }
  return { major, version, build, minor, ...(versionForm === 'hotfix' && { hotfix }) }
}
