import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answerWith, mountPart } from '@/testing/mounting'
import CloseAccount from './CloseAccount.vue'

async function closeWith(answer: object) {
  answerWith({ 'POST /api/account/closing': () => ({ status: 409, body: { code: 'account_owes', message: 'x', ...answer } }) })
  const { wrapper } = await mountPart(CloseAccount, { publicReviews: 0 }, '/account/loans')
  await wrapper.find('.close-account > button').trigger('click')
  await wrapper.find('input[type=password]').setValue('a password')
  await wrapper.find('form').trigger('submit')
  await flushPromises()
  return wrapper.find('[role=alert]')
}
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

describe('an account that cannot be closed yet', () => {
  it('says everything that speaks against it, each with the way to put it right', async () => {
    const alert = await closeWith({ reasons: [{ code: 'loans_open', overridable: false, count: 2 }, { code: 'money_owed', overridable: false, cents: 1250 }] })
    expect(alert.text()).toContain('还有 2 本书没还')
    expect(alert.text()).toContain('¥12.50')
    expect(alert.findAll('a').map((link) => link.text())).toEqual(['我的借阅', '我的费用'])
  })

  it('says so in one sentence where no reason is named', async () => {
    expect((await closeWith({})).text()).toContain('才能注销账户')
  })
})
