import { onScopeDispose, ref } from 'vue'

export interface DropPlace {
  day: number
  index: number
}

const EDGE_PX = 90
const SCROLL_PX = 14

/** The place in a day, by the middles of what is in it, that is nearest to a height on the screen. */
function indexIn(day: HTMLElement, y: number): number {
  const items = [...day.querySelectorAll<HTMLElement>('[data-item]')]
  const below = items.findIndex((item) => {
    const { top, height } = item.getBoundingClientRect()
    return y < top + height / 2
  })
  return below < 0 ? items.length : below
}

/**
 * Dragging an item by its handle with mouse, pen or finger, to any place of any day. Days carry `data-day`, items
 * `data-item`. `over` is where it would land now.
 */
export function useItemDrag(drop: (key: number, to: DropPlace) => void) {
  const dragged = ref<number | null>(null)
  const over = ref<DropPlace | null>(null)
  let y = 0
  let frame = 0
  let stop: (() => void) | undefined

  function look(x: number): void {
    const day = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-day]')
    if (day) over.value = { day: Number(day.dataset['day']), index: indexIn(day, y) }
  }

  function scroll(): void {
    const step = y < EDGE_PX ? -SCROLL_PX : y > globalThis.innerHeight - EDGE_PX ? SCROLL_PX : 0
    if (step) globalThis.scrollBy(0, step)
    frame = requestAnimationFrame(scroll)
  }

  function start(event: PointerEvent, key: number): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return
    event.preventDefault()
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    dragged.value = key
    y = event.clientY
    frame = requestAnimationFrame(scroll)

    const move = (moved: PointerEvent): void => {
      y = moved.clientY
      look(moved.clientX)
    }
    const end = (ended: Event): void => {
      const to = over.value
      stop?.()
      if (ended.type === 'pointerup' && to) drop(key, to)
    }
    const escape = (pressed: KeyboardEvent): void => {
      if (pressed.key === 'Escape') stop?.()
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', end)
    handle.addEventListener('pointercancel', end)
    globalThis.addEventListener('keydown', escape)
    stop = () => {
      cancelAnimationFrame(frame)
      handle.removeEventListener('pointermove', move)
      handle.removeEventListener('pointerup', end)
      handle.removeEventListener('pointercancel', end)
      globalThis.removeEventListener('keydown', escape)
      dragged.value = null
      over.value = null
      stop = undefined
    }
  }

  onScopeDispose(() => stop?.())
  return { dragged, over, start }
}
