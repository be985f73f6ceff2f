import { it } from 'vitest'
import { BROKEN_CLIENTS } from '/work/main/conformance/broken/index.js'
import { script } from '/work/main/conformance/broken/careful-script.js'
import { chunksOf, proveChunk } from '/work/main/conformance/prove/prove-plans.js'
it('table', async () => {
  for (const b of [{name:'careful',createClient:script({}),controllers:['apic','fmc','apstra'] as const}, ...BROKEN_CLIENTS]) for (const c of b.controllers) {
    const out=[]
    for (const k of ['benign','hostile'] as const) {
      const t=performance.now()
      let s = ''
      let n = 0
      for (const chunk of chunksOf({controller:c,class:k,seed:1,plans:k==='benign'?1000:500,steps:30})) {
      const r=await proveChunk(chunk, b.createClient)
      n += r.statistics.plans
      const x=r.counterexample
      if (x) { s = [...new Set(x.violations.map(v=>v.property))].join(',')+` steps=${x.plan.steps.length}`; break }
      }
      out.push(k+': '+(s||'SURVIVES')+' after '+n+' '+(performance.now()-t).toFixed(0)+'ms')
    }
    console.log(b.name,c,out.join(' | '))
  }
}, 900000)
