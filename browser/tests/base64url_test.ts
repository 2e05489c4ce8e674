import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes_of, text_of } from "../src/logic/base64url.ts";

test("bytes come back from their text, whatever their number", () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + 251) % 256);
    assert.deepEqual(bytes_of(text_of(bytes.buffer)), bytes);
  }
});

test("the text is safe in addresses and has no padding", () => {
  assert.equal(text_of(Uint8Array.of(0xfb, 0xff, 0xfe, 0xff).buffer), "-__-_w");
});
