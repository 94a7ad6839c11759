import { BedDouble, Landmark, MapPin, ShoppingBag, Ticket, TrainFront, Utensils } from '@lucide/vue'

import type { Category } from '@/api/types'

/** A sign for each kind of thing to do; its name is `plan.category.<kind>`, its colour `--category-<kind>`. */
export const CATEGORY_ICONS = {
  sight: Landmark,
  meal: Utensils,
  stay: BedDouble,
  transport: TrainFront,
  activity: Ticket,
  shopping: ShoppingBag,
  other: MapPin,
} as const satisfies Record<Category, unknown>
