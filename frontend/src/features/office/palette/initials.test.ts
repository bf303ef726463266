import { describe, expect, it } from 'vitest'
import { fit, initials } from './initials'

describe('the palette', () => {
  it('knows how Chinese words begin in pinyin', () => {
    expect(['预约书架', '逾期', '推荐模型', '借书', '还书', '读者', '服务台', '订单', '库存', '折扣', '优惠券', '馆务日历', '阿姨', '做事'].map(initials)).toEqual(['yysj', 'yq', 'tjmx', 'js', 'hs', 'dz', 'fwt', 'dd', 'kc', 'zk', 'yhq', 'gwrl', 'ay', 'zs'])
    expect(initials('Hold shelf · ISBN 借书')).toBe('hsijs')
  })
  it('puts what begins as typed before what only has its letters', () => {
    expect([fit('Hold shelf', 'hol'), fit('Hold shelf', 'shel'), fit('Hold shelf', 'elf'), fit('预约书架', 'yysj'), fit('预约书架', '书架'), fit('预约书架', 'xx'), fit('x', '')]).toEqual([4, 3, 2, 1, 2, 0, 0])
  })
})
