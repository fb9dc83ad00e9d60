/** Every warning that a proof may give, by the name that a profile accepts it by, and what accepting it means. */
export const WARNINGS: Readonly<Record<string, string>> = {
  'clock-change': 'a run may be left out, or happen twice, on the days when the clock changes',
  'feedback-of-long-queries': "the primary's tables bloat while a long query runs on a standby",
  'hash-memory': 'the kernel may kill a server when all of its sessions hash at a time',
  'no-spare-synchronous-standby': 'writes stop while one standby is down',
  'open-network': 'any address may try to log in',
  'role-limit': 'the server refuses sessions of a role that its pool would open',
  'rto-of-one-node': 'nothing takes over while the node of the one instance, or its volume, is lost',
  'rpo-without-standbys': 'commits may be lost when the primary is lost while no standby follows',
  'unused-login': 'clients could log in as a role that nobody needs',
};
