// Polls with fetch in a loop over timers of both kinds, and refreshes by an interval.
import { setTimeout as sleep } from 'node:timers/promises'

const { MIDRUN_URL, MIDRUN_USERNAME, MIDRUN_PASSWORD, MIDRUN_DURATION_SECONDS } = process.env
const ends = performance.now() + Number(MIDRUN_DURATION_SECONDS) * 1000
let token = ''

async function call(path, body) {
  const signal = AbortSignal.timeout(30_000)
  const reply = await fetch(MIDRUN_URL + path, {
    signal,
    headers: { cookie: `APIC-cookie=${token}` },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`the controller answered ${reply.status}`)
  const { imdata } = await reply.json()
  token = imdata[0]?.aaaLogin?.attributes.token ?? token
}

await call('/api/aaaLogin.json', { aaaUser: { attributes: { name: MIDRUN_USERNAME, pwd: MIDRUN_PASSWORD } } })
const refreshes = setInterval(() => call('/api/aaaRefresh.json'), 240_000)
while (performance.now() < ends) {
  await call('/api/class/fvTenant.json')
  await sleep(50_000)
  await new Promise((resolve) => setTimeout(resolve, 50_000))
}
clearInterval(refreshes)
