import { describe, expect, it } from 'vitest'
import { ApstraBench } from './apstra-bench.js'

function asOperator() {
  const bench = new ApstraBench()
  const { token, id } = bench.login('operator')
  const path = `/api/aaa/users/${id}`
  const send = (method: string, list: string, body?: unknown) => {
    const reply = bench.send(method, `${path}/${list}`, { token, body })
    return [reply.status, reply.body]
  }
  const shown = () => JSON.parse(bench.send('GET', path, { token }).body)
  return { send, shown }
}

describe('favorites', () => {
  it('are added once, renamed and removed', () => {
    const { send, shown } = asOperator()
    expect(send('POST', 'favorites', { label: 'Pools', url: '/pools' })[0]).toBe(201)
    expect(send('POST', 'favorites', { label: 'Again', url: '/pools' })).toEqual([
      409,
      '{"errors": "Page is already marked as favorite"}',
    ])
    const [{ id }] = shown().favorites
    expect(send('PATCH', `favorites/${id}`, { label: 'All pools' })).toEqual([204, ''])
    expect(shown().favorites).toEqual([{ id, label: 'All pools', url: '/pools' }])
    expect(send('DELETE', `favorites/${id}`)).toEqual([204, ''])
    expect(send('DELETE', `favorites/${id}`)).toEqual([404, '{"errors": "Not found"}'])
    expect(send('PATCH', `favorites/${id}`, { label: 'x' })[0]).toBe(404)
    expect(shown().favorites).toEqual([])
  })

  it('are fifty at most', () => {
    const { send } = asOperator()
    for (let i = 0; i < 50; i++) send('POST', 'favorites', { label: 'x', url: `/${i}` })
    expect(send('POST', 'favorites', { label: 'x', url: '/50' })).toEqual([
      409,
      '{"errors": "Favorite list is full"}',
    ])
  })

  it.each([
    [{ url: '/x' }, '{"errors": {"label": "Required field"}}'],
    [{ label: 'x', url: 1 }, '{"errors": {"url": "Invalid value"}}'],
    ['', '{"errors": "Body must be a JSON object"}'],
  ])('are not made of %j', (body, text) => {
    expect(asOperator().send('POST', 'favorites', body)).toEqual([422, text])
  })
})

describe('preferences', () => {
  it('are set by key, and removed by id', () => {
    const { send, shown } = asOperator()
    expect(send('POST', 'preferences', { key: 'theme', value: { dark: true } })[0]).toBe(201)
    const [{ id }] = shown().preferences
    expect(send('POST', 'preferences', { key: 'theme', value: null })).toEqual([201, `{"id": "${id}"}`])
    expect(shown().preferences).toEqual([{ id, key: 'theme', value: null }])
    expect(send('POST', 'preferences', { key: 'theme' })).toEqual([
      422,
      '{"errors": {"value": "Required field"}}',
    ])
    expect(send('DELETE', `preferences/${id}`)).toEqual([204, ''])
    expect(send('DELETE', `preferences/${id}`)[0]).toBe(404)
  })
})
