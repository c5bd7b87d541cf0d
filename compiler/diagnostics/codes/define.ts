// Codes of the phase "define".

export const defineCodes = {} as const;
