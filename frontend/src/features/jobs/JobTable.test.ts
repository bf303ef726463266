import { describe, expect, it } from 'vitest'
import type { Job } from '@/api/shapes'
import { mountPart } from '@/testing/mounting'
import JobTable from './JobTable.vue'

const JOB: Job = { name: 'letters', state: 'ok', started_at: '2026-11-20T08:30:00Z', succeeded_at: '2026-11-20T08:30:00Z', done: { sent: 3, failed: 0 }, problem: null, every_minutes: 0, late_after_minutes: 20 }

async function textOf(job: Partial<Job>): Promise<string> {
  const { wrapper } = await mountPart(JobTable, { jobs: [{ ...JOB, ...job }] })
  return wrapper.text()
}

describe('the table of jobs', () => {
  it('says in words what a job did, and nothing of what it did not', async () => {
    const text = await textOf({})
    expect(text).toContain('发信')
    expect(text).toContain('发出 3')
    expect(text).not.toContain('放弃')
  })

  it('says what is wrong with one that failed, and that one never ran', async () => {
    expect(await textOf({ state: 'failed', problem: '535 who are you' })).toContain('失败')
    expect(await textOf({ state: 'failed', problem: '535 who are you' })).toContain('535 who are you')
    expect(await textOf({ state: 'never', started_at: null, succeeded_at: null, done: {} })).toContain('从未')
  })

  it('of a kind that the page has no words for is named as the library names it', async () => {
    expect(await textOf({ name: 'from_the_future', done: { stars: 2 } })).toContain('from_the_future')
  })
})
