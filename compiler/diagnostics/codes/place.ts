// Codes of the phase "place".

export const placeCodes = {} as const;
