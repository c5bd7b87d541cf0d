// Codes of the phase "wire".

export const wireCodes = {} as const;
