// Codes of the phase "stack".

export const stackCodes = {} as const;
