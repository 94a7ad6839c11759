import { address, type Language } from '../browser'

export interface Person {
  id: string
  name: string
  persona: string
  /** Ask the API as them. Throws with the answer if it refuses. */
  ask: <Answer>(method: string, path: string, body?: object) => Promise<Answer>
}

let last = 0

async function answered<Answer>(response: Response, what: string): Promise<Answer> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${what}: ${response.status} ${text}`)
  return (text ? JSON.parse(text) : undefined) as Answer
}

/** Somebody whom no other test knows. */
export async function somebody(name: string, language: Language = 'ko'): Promise<Person> {
  last += 1
  return persona(`journey-${process.pid}-${last}`, name, language)
}

/** Whoever has this persona; its first use makes them, with this name. */
export async function persona(
  called: string,
  name: string | null,
  language: Language = 'ko',
): Promise<Person> {
  const response = await fetch(address('/api/auth/dev/token'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
    body: JSON.stringify({ persona: called, name }),
  })
  const { accessToken, member } = await answered<{
    accessToken: string
    member: { id: string; name: string }
  }>(response, called)
  return {
    id: member.id,
    name: member.name,
    persona: called,
    ask: async (method, path, body) =>
      answered(
        await fetch(address(`/api${path}`), {
          method,
          headers: {
            Authorization: `Bearer ${accessToken}`,
            'Accept-Language': language,
            ...(body && { 'Content-Type': 'application/json' }),
          },
          body: body && JSON.stringify(body),
        }),
        `${method} ${path}`,
      ),
  }
}
