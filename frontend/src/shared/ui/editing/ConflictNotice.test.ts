import { flushPromises } from '@vue/test-utils'
import { defineComponent, h, ref } from 'vue'
import { RouterView } from 'vue-router'
import { describe, expect, it } from 'vitest'
import { mountPart } from '@/testing/mounting'
import ConflictNotice from './ConflictNotice.vue'
import UnsavedDialog from './UnsavedDialog.vue'

const SEEN = { title: '三体', publisher: '重庆出版社' }
const labelOf = (name: string) => ({ title: '书名', publisher: '出版社' })[name]!

describe('a conflict', () => {
  it('shows what the other changed, and goes on with what was chosen', async () => {
    const { wrapper } = await mountPart(ConflictNotice as never, { seen: SEEN, mine: { ...SEEN, title: '三体全集' }, now: { title: '地球往事', publisher: '' }, labelOf })
    expect(wrapper.findAll('fieldset').map((field) => field.text().replace(/\s+/g, ' '))).toEqual(['书名两人都改了原来是：三体我的三体全集对方的地球往事', '出版社原来是：重庆出版社我的重庆出版社对方的（空）'])
    await wrapper.findAll('input')[1]!.trigger('change')
    await wrapper.get('button').trigger('click')
    expect(wrapper.emitted('take')).toEqual([[{ title: '地球往事', publisher: '' }]])
  })
})

describe('what was typed and not saved', () => {
  it('keeps the page until its reader has said that it may go', async () => {
    const typed = ref(true)
    const form = defineComponent(() => () => h(UnsavedDialog, { typed: typed.value }))
    const { wrapper, router } = await mountPart(defineComponent(() => () => h(RouterView)), {})
    router.addRoute({ path: '/form', name: 'form', component: form })
    await router.push('/form')
    const gone = router.push('/books')
    await flushPromises()
    expect(wrapper.get('dialog').text()).toContain('还没有保存')
    await wrapper.get('.el-button--primary').trigger('click')
    await gone
    expect(router.currentRoute.value.name).toBe('form')
    const left = router.push('/books')
    await flushPromises()
    await wrapper.get('footer .el-button').trigger('click')
    await left
    expect(router.currentRoute.value.name).toBe('books')
    typed.value = false
  })
})
