// Codes of the phase "target".

export const targetCodes = {} as const;
