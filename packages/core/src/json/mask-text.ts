/** What stands for a masked value. */
export const maskText = '***';
