import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { answerWith, mountPart } from '@/testing/mounting'
import KioskForm from './KioskForm.vue'
import { kioskAddress } from './kioskAddress'

it('a link of a kiosk keeps its token behind the sign that no server sees', () => {
  const address = new URL(kioskAddress('https://library.example', 'tok-en_1234', { lang: 'en', theme: 'light', scene: '' }))
  expect([address.hash, address.search]).toEqual(['#kiosk=tok-en_1234', '?lang=en&theme=light'])
  expect(new URL(kioskAddress('https://library.example', 'tok-en_1234', { lang: 'zh-CN', theme: 'dark', scene: 'shop' })).search).toBe('?lang=zh-CN&scene=shop&rotate=0')
})

it('a new link is shown with its token, and how the screen is to look can still be chosen', async () => {
  const asked: unknown[] = []
  answerWith({
    'POST /api/staff/kiosk-links': async (request) => {
      asked.push(await request.json())
      return { status: 201, body: { id: 1, name: '大厅', made_at: '2026-11-28T00:00:00Z', ends_on: null, revoked_at: null, open: true, token: 'abcdefgh12345678' } }
    },
  })
  const { wrapper } = await mountPart(KioskForm, {})
  await wrapper.find('input:not([type=date])').setValue(' 大厅 ')
  await wrapper.find('form').trigger('submit')
  await flushPromises()
  expect(asked).toEqual([{ name: '大厅', ends_on: null }])
  const link = () => (wrapper.find('input[readonly]').element as HTMLInputElement).value
  expect(link()).toContain('/screen?lang=zh-CN#kiosk=abcdefgh12345678')
  await wrapper.findAll('select')[1]!.setValue('light')
  expect(link()).toContain('theme=light')
  wrapper.unmount()
})
