// Proof of work: the first nonce for which SHA-256 of "token:nonce" begins with `bits` zero bits (at most 32).
// Runs in a worker, so that typing stays smooth. SHA-256 after FIPS 180-4; everything but the last block of the
// message is hashed once.
"use strict";

const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
// The first 32 bits of the fractional parts of the roots.
const fraction = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32) | 0;
const K = primes.map((p) => fraction(Math.cbrt(p)));
const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const W = new Int32Array(64);

function compress(state, block, at) {
  for (let i = 0; i < 16; i++) {
    W[i] = (block[at + 4 * i] << 24) | (block[at + 4 * i + 1] << 16) | (block[at + 4 * i + 2] << 8) | block[at + 4 * i + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  const sum = [a, b, c, d, e, f, g, h];
  return sum.map((value, i) => (value + state[i]) | 0);
}

function pad(tail, length) {
  const blocks = new Uint8Array(Math.ceil((tail.length + 9) / 64) * 64);
  blocks.set(tail);
  blocks[tail.length] = 0x80;
  new DataView(blocks.buffer).setUint32(blocks.length - 4, length * 8);
  return blocks;
}

function solve(token, bits) {
  const prefix = new TextEncoder().encode(token + ":");
  const whole = prefix.length - (prefix.length % 64);
  let begun = START;
  for (let at = 0; at < whole; at += 64) begun = compress(begun, prefix, at);
  const rest = prefix.slice(whole);
  for (let nonce = 0; ; nonce++) {
    const digits = String(nonce);
    const tail = new Uint8Array(rest.length + digits.length);
    tail.set(rest);
    for (let i = 0; i < digits.length; i++) tail[rest.length + i] = digits.charCodeAt(i);
    const blocks = pad(tail, whole + tail.length);
    let state = begun;
    for (let at = 0; at < blocks.length; at += 64) state = compress(state, blocks, at);
    if (state[0] >>> (32 - bits) === 0) return digits;
  }
}

if (typeof self !== "undefined" && typeof document === "undefined") {
  self.onmessage = (event) => self.postMessage(solve(event.data.token, event.data.bits));
}
