/** What the log has a role of its own for. */
export const rolePurposes = ['owner', 'writer', 'sealer', 'reader', 'maintainer'] as const;

export type RolePurpose = (typeof rolePurposes)[number];
