import { describe, expect, it } from 'vitest'
import { announcement } from '../../cli/serve-announcement.js'

const apic = {
  url: 'https://127.0.0.1:8443',
  username: 'admin',
  password: 'midrun',
  login: 'https://127.0.0.1:8443/api/aaaLogin.json',
  control: 'https://127.0.0.1:8443/__midrun',
}

describe('what midrun serve says when it is ready', () => {
  it('names the page to open in a browser, with the control token where one is asked for', () => {
    const ready = { controllers: { apic }, caFile: undefined, controlToken: undefined }
    expect(announcement(ready)).toMatch(/^In a browser: {3}https:\/\/127\.0\.0\.1:8443\/__midrun\/$/m)
    expect(announcement({ ...ready, controlToken: 'c0ntr0l' })).toMatch(
      /^In a browser: {3}https:\/\/127\.0\.0\.1:8443\/__midrun\/\?token=c0ntr0l$/m,
    )
  })
})
