// Codes of the phase "check".

export const checkCodes = {} as const;
