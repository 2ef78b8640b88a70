package io.weir.storage.delta;

import org.jspecify.annotations.Nullable;

/**
 * Bytes as a difference to those before.
 *
 * @param pieces of the bytes themselves, to which the next difference is made
 * @param content as a {@link DeltaWriter} writes it; null if it would be too long. Not copied
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares them
public record Delta(Pieces pieces, byte @Nullable [] content) {
    /**
     * Hot path. Finds what has changed.
     *
     * @param before the pieces that a difference is made to, by the same hash
     * @param limit how long the difference may be
     */
    public static Delta between(Pieces before, byte[] bytes, SipHash hash, int limit) {
        Pieces pieces = new Pieces(bytes.length);
        DeltaWriter writer = new DeltaWriter(bytes, limit);
        int expected = 0;
        for (int at = 0; at < bytes.length; ) {
            int end = Cutter.cut(bytes, at, bytes.length);
            hash.hash(bytes, at, end - at);
            pieces.add(hash, end);
            // Mostly nothing has changed: then the one behind the last is it, and nothing is looked for.
            int found = before.is(expected, hash) ? expected : before.find(hash);
            if (found == Pieces.NONE) {
                writer.literal(end - at);
            } else {
                writer.copy(before.offset(found), end - at);
                expected = found + 1;
            }
            at = end;
        }
        return new Delta(pieces, writer.end());
    }
}
