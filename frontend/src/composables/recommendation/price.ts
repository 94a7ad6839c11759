/** Tokens that one recommendation costs (the API's `tokens`); whether there are enough is the API's to say. */
export const PRICE = 100
