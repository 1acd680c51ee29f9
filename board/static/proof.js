// Proof of work: the first nonce for which SHA-256 of "token:nonce" begins with `bits` zero bits (at most 32).
// Runs in a worker, so that typing stays smooth. SHA-256 after FIPS 180-4; the blocks before the nonce are hashed
// once, and the loop allocates nothing.
"use strict";

const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
// The first 32 bits of the fractional parts of the roots.
const fraction = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32) | 0;
const K = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
const START = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const W = new Int32Array(64);

// One block of `bytes` from `at` on: `to` = the state after `from`.
function compress(from, to, bytes, at) {
  for (let i = 0, j = at; i < 16; i++, j += 4) {
    W[i] = (bytes[j] << 24) | (bytes[j + 1] << 16) | (bytes[j + 2] << 8) | bytes[j + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let a = from[0], b = from[1], c = from[2], d = from[3], e = from[4], f = from[5], g = from[6], h = from[7];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  to[0] = from[0] + a; to[1] = from[1] + b; to[2] = from[2] + c; to[3] = from[3] + d;
  to[4] = from[4] + e; to[5] = from[5] + f; to[6] = from[6] + g; to[7] = from[7] + h;
}

// The blocks that end a message of `length` bytes whose last ones are `tail`.
function padded(tail, length) {
  const blocks = new Uint8Array(Math.ceil((tail.length + 9) / 64) * 64);
  blocks.set(tail);
  blocks[tail.length] = 0x80;
  new DataView(blocks.buffer).setUint32(blocks.length - 4, length * 8);
  return blocks;
}

function solve(token, bits) {
  const prefix = new TextEncoder().encode(token + ":");
  const whole = prefix.length - (prefix.length % 64);
  const begun = Int32Array.from(START), state = new Int32Array(8);
  for (let at = 0; at < whole; at += 64) compress(begun, begun, prefix, at);
  const rest = prefix.subarray(whole);
  for (let digits = 1; ; digits++) {
    const tail = new Uint8Array(rest.length + digits);
    tail.set(rest);
    const blocks = padded(tail, whole + tail.length);
    for (let nonce = digits === 1 ? 0 : 10 ** (digits - 1); nonce < 10 ** digits; nonce++) {
      for (let i = tail.length - 1, n = nonce; i >= rest.length; i--) {
        const left = Math.floor(n / 10);
        blocks[i] = 48 + n - 10 * left;
        n = left;
      }
      compress(begun, state, blocks, 0);
      for (let at = 64; at < blocks.length; at += 64) compress(state, state, blocks, at);
      if (state[0] >>> (32 - bits) === 0) return String(nonce);
    }
  }
}

if (typeof self !== "undefined" && typeof document === "undefined") {
  self.onmessage = (event) => self.postMessage(solve(event.data.token, event.data.bits));
}
