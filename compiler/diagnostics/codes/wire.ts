// Codes of the phase "wire". So far lowering refuses what an engine cannot say.

export const wireCodes = {} as const;
