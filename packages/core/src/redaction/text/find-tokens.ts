import type { FoundSecret } from './found-secret.js';

/**
 * Keys whose issuers begin them with a mark of their own, so that scanners can tell them. No pattern can fail far behind
 * where it began and begin again in between, which keeps the search linear.
 */
const keyPatterns: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/, // Amazon Web Services
  /\bgh[opsur]_[A-Za-z0-9]{20,}/, // GitHub
  /\bgithub_pat_\w{20,}/,
  /\bglpat-[\w-]{16,}/, // GitLab
  /\bxox[a-z]-[\w-]{8,}/, // Slack
  /\bxapp-[\w-]{8,}/,
  /\b[rs]k_(?:live|test)_\w{8,}/, // Stripe
  /\bwhsec_[\w+/]{8,}/,
  /\bAIza[\w-]{30,}/, // Google
  /\bya29\.[\w.-]{16,}/,
  /\bnpm_\w{30,}/,
  /\bpypi-[\w-]{16,}/,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/, // SendGrid
  /\bdo[opr]_v1_[0-9a-f]{32,}/, // DigitalOcean
  /\bhv[brs]\.[\w-]{20,}/, // HashiCorp Vault
  /\bsk-[\w-]{20,}/, // OpenAI, Anthropic
  /\bshp(?:at|ca|pa|ss)_[0-9a-f]{16,}/, // Shopify
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)*/, // JSON Web Token (RFC 7519)
];

/** All of them at once: most texts hold none, and one search is enough to know. */
const issuedKey = new RegExp(keyPatterns.map(({ source }) => source).join('|'), 'g');
const scheme = /\b(bearer|basic|negotiate)[ \t]+([\w.~+/-]{8,}=*)/gi;
const mayHold = /[A-Za-z0-9_.\-+/=]{12}|basic|bearer|negotiate|-----/i;
const mayName = /basic|bearer|negotiate/i;
const shortestNegotiation = 32;
const keyBegin = /-----BEGIN [A-Z0-9 ]{0,64}PRIVATE KEY(?: BLOCK)?-----/g;
const keyEnd = /-----END [A-Z0-9 ]{0,64}-----/g;

/** Finds private keys in PEM (RFC 7468), credentials of HTTP authentication schemes, JSON Web Tokens and issued keys. */
export function findTokens(text: string): readonly FoundSecret[] {
  if (!mayHold.test(text)) return [];
  return [...findPrivateKeys(text), ...findSchemes(text), ...findIssuedKeys(text)];
}

function findIssuedKeys(text: string): readonly FoundSecret[] {
  if (text.search(issuedKey) === -1) return [];
  return Array.from(text.matchAll(issuedKey), ({ index, 0: token }): FoundSecret => {
    return { start: index, end: index + token.length, secret: 'token' };
  });
}

function findPrivateKeys(text: string): readonly FoundSecret[] {
  if (!text.includes('-----')) return [];
  const found: FoundSecret[] = [];
  let reached = 0;
  for (const { index, 0: begin } of text.matchAll(keyBegin)) {
    if (index < reached) continue;
    keyEnd.lastIndex = index + begin.length;
    const end = keyEnd.exec(text);
    // What has been cut off is as secret as what is there.
    reached = end === null ? text.length : end.index + end[0].length;
    found.push({ start: index, end: reached, secret: 'private-key' });
  }
  return found;
}

function findSchemes(text: string): readonly FoundSecret[] {
  if (!mayName.test(text)) return [];
  return Array.from(text.matchAll(scheme), ({ index, 0: whole, 1: name = '', 2: token = '' }): FoundSecret[] => {
    const end = index + whole.length;
    // "Basic information" is prose: what the scheme sends is `user:password` (RFC 7617).
    if (name.toLowerCase() === 'basic' && !Buffer.from(token, 'base64').includes(':')) return [];
    // So is "negotiate agreements": SPNEGO's tokens (RFC 4559) are long.
    if (name.toLowerCase() === 'negotiate' && token.length < shortestNegotiation) return [];
    return [{ start: end - token.length, end, secret: 'token' }];
  }).flat();
}
