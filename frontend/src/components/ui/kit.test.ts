import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'

import { ApiProblem, networkProblem } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'
import { speak } from '@/i18n'
import { render } from '@/testing/render'

import UiButton from './UiButton.vue'
import UiErrorState from './UiErrorState.vue'
import UiLoadMore from './UiLoadMore.vue'
import UiMoneyInput from './UiMoneyInput.vue'
import UiTextInput from './UiTextInput.vue'
import UiToaster from './UiToaster.vue'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a button', () => {
  it('does nothing while it is busy, and keeps its focus', async () => {
    const { wrapper } = render(UiButton, { props: { busy: true }, slots: { default: '저장' } })
    await wrapper.trigger('click')
    expect(wrapper.emitted('click')).toBeUndefined()
    expect(wrapper.attributes('disabled')).toBeUndefined()
    expect(wrapper.attributes('aria-disabled')).toBe('true')
    await wrapper.setProps({ busy: false })
    await wrapper.trigger('click')
    expect(wrapper.emitted('click')).toHaveLength(1)
  })

  it('is a link where it leads somewhere', () => {
    const { wrapper } = render(UiButton, { props: { to: '/plans/new' }, slots: { default: '새 계획' } })
    expect(wrapper.element.tagName).toBe('A')
    expect(wrapper.attributes('href')).toBe('/plans/new')
  })
})

it('ties a field to its label, hint and error', () => {
  const { wrapper } = render(UiTextInput, {
    props: { label: '제목', hint: '120자까지', error: '꼭 필요해요.', required: true },
    attrs: { maxlength: 120 },
  })
  const input = wrapper.get('input')
  expect(wrapper.get('label').attributes('for')).toBe(input.attributes('id'))
  const described = (input.attributes('aria-describedby') ?? '').split(' ')
  expect(described.map((id) => document.getElementById(id)?.textContent)).toEqual([
    '꼭 필요해요.',
    '120자까지',
  ])
  expect(input.attributes()).toMatchObject({
    'aria-invalid': 'true',
    'aria-required': 'true',
    maxlength: '120',
  })
})

describe('an amount', () => {
  function amount(currency: string, start: number | null = null, exact = false) {
    const value = ref<number | null>(start)
    const { wrapper } = render(
      defineComponent(
        () => () =>
          h(UiMoneyInput, {
            label: '예산',
            currency,
            exact,
            modelValue: value.value,
            'onUpdate:modelValue': (changed: number | null) => (value.value = changed),
          }),
      ),
    )
    return { value, wrapper, input: wrapper.get('input') }
  }

  it('is asked for in 만원 where Korean is read, and said back', async () => {
    const { value, wrapper, input } = amount('KRW')
    await input.setValue('35.5')
    expect(value.value).toBe(355_000)
    expect(wrapper.text()).toContain('35만 5,000원 (355,000원)')
    await input.setValue('120000원')
    expect(value.value).toBe(120_000)
    await input.trigger('blur')
    expect(input.element.value).toBe('12')
  })

  it('is asked for in won in English, and of small costs', async () => {
    const cost = amount('KRW', null, true)
    await cost.input.setValue('9,900')
    expect(cost.value.value).toBe(9900)
    await speak('en')
    const budget = amount('KRW', 350_000)
    expect(budget.input.element.value).toBe('350,000')
  })

  it('is in minor units, and may be none', async () => {
    const { value, input } = amount('USD', 1050)
    expect(input.element.value).toBe('10.5')
    await input.setValue('19.99')
    expect(value.value).toBe(1999)
    await input.setValue('')
    expect(value.value).toBeNull()
  })

  it('that is none is said so, and changes nothing', async () => {
    const { value, wrapper, input } = amount('KRW', 350_000)
    await input.setValue('많이')
    expect(value.value).toBe(350_000)
    expect(wrapper.text()).toContain('금액을 숫자로 적어 주세요.')
    expect(input.attributes('aria-invalid')).toBe('true')
  })

  it('follows a change from outside', async () => {
    const { value, input } = amount('KRW', 350_000)
    value.value = 20_000
    await nextTick()
    expect(input.element.value).toBe('2')
  })
})

describe('an error', () => {
  it('offers to try again only where that may help', () => {
    const lost = render(UiErrorState, { props: { error: networkProblem() } })
    expect(lost.wrapper.find('button').exists()).toBe(true)
    const gone = render(UiErrorState, {
      props: { error: new ApiProblem(404, 'not_found', {}, '', 'abc', [], null) },
    })
    expect(gone.wrapper.find('button').exists()).toBe(false)
    expect(gone.wrapper.text()).not.toContain('abc')
  })

  it('of ours comes with its trace', () => {
    const { wrapper } = render(UiErrorState, {
      props: { error: new ApiProblem(500, 'internal', {}, '', '4bf92f', [], null) },
    })
    expect(wrapper.text()).toContain('4bf92f')
  })
})

describe('the end of a list', () => {
  class Observer {
    static last: Observer | undefined
    constructor(readonly see: (entries: { isIntersecting: boolean }[]) => void) {
      Observer.last = this
    }
    observe = vi.fn()
    unobserve = vi.fn()
    disconnect = vi.fn()
  }

  it('asks for more when it comes near, not while it is asking, and not by itself after a failure', async () => {
    vi.stubGlobal('IntersectionObserver', Observer)
    const { wrapper } = render(UiLoadMore, { props: { more: true, busy: false } })
    await nextTick()
    Observer.last?.see([{ isIntersecting: false }])
    expect(wrapper.emitted('load')).toBeUndefined()
    Observer.last?.see([{ isIntersecting: true }])
    expect(wrapper.emitted('load')).toHaveLength(1)
    await wrapper.setProps({ busy: true })
    Observer.last?.see([{ isIntersecting: true }])
    await wrapper.setProps({ busy: false, failed: true })
    Observer.last?.see([{ isIntersecting: true }])
    expect(wrapper.emitted('load')).toHaveLength(1)
    await wrapper.get('button').trigger('click')
    expect(wrapper.emitted('load')).toHaveLength(2)
  })
})

it('tells what happened in a live region, for a while', async () => {
  vi.useFakeTimers()
  const { wrapper } = render(UiToaster)
  const { tell, shown } = useToasts()
  const undo = vi.fn()
  tell('저장했어요.')
  tell('지웠어요.', 'done', { label: '되돌리기', run: undo })
  await nextTick()
  expect(wrapper.get('[role=status]').text()).toContain('저장했어요.')
  vi.advanceTimersByTime(60_000)
  await nextTick()
  expect(shown.value.map(({ text }) => text)).toEqual(['지웠어요.'])
  await wrapper.get('button.action').trigger('click')
  expect(undo).toHaveBeenCalledOnce()
  expect(shown.value).toEqual([])
})
