// Codes of the phase "load".

export const loadCodes = {} as const;
