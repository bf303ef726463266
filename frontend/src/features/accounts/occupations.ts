import type { Reader } from '@/api/shapes'

/** In the order in which they are offered; what the library knows is in its own rules. */
export const OCCUPATIONS: NonNullable<Reader['occupation']>[] = ['student', 'education', 'research', 'technology', 'health', 'media', 'business', 'public_service', 'industry', 'services', 'agriculture', 'home', 'retired', 'other']
