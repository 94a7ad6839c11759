interface ImportMetaEnv {
  /** Scheme and host of the API; empty where it has the same origin. */
  readonly VITE_API_URL?: string
  /** Address of map tiles with {z}, {x} and {y}; without it maps are drawn. */
  readonly VITE_TILES_URL?: string
  /** Whom to thank for the tiles, as their licence asks. */
  readonly VITE_TILES_ATTRIBUTION?: string
}
