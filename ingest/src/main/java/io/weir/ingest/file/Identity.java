package io.weir.ingest.file;

import io.weir.ingest.ResumePositions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which file a file is, whatever its path: its inode and a hash of its first bytes. The inode tells apart files that begin
 * alike; the hash tells apart a file from one that was given the inode of a deleted one.
 *
 * <p>A file that is met while it is short is known by fewer bytes, and gets a name by more when it has grown. That its
 * old name has a position then bounds what a mistake could cost: the name by few bytes never has a position far behind
 * {@link #FULL}.
 *
 * @param inode 0 where the file system has none
 * @param length of the hashed beginning: one of 1024, 64, 8, 1
 * @param hash FNV-1a, 64 bit
 * @param number counts files that are alike in all this, which happens when a file is emptied and begins anew: from 1
 */
record Identity(long inode, int length, long hash, int number) {
    /** A file's full name needs this many bytes. */
    static final int FULL = 1024;

    private static final int[] LENGTHS = {FULL, 64, 8, 1};
    /** How far a file can have been read under a name by fewer bytes. */
    private static final long MAX_SHORT_POSITION = FULL + LineReader.CHUNK;

    /** A file as the journals know it. */
    record Known(Identity identity, long position) {}

    /** The partition's name. */
    String partition(String source) {
        String name = source + '/' + inode + '-' + length + '-' + Long.toHexString(hash);
        return number == 1 ? name : name + '#' + number;
    }

    boolean isFull() {
        return length == FULL;
    }

    static long inode(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:ino") instanceof Number inode ? inode.longValue() : 0;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 0;
        }
    }

    /** A number in place of {@link #inode}, for a file that is another one after each change. */
    static long ofChange(Path file, FileTime modified) {
        byte[] bytes = (file + "\0" + modified.toInstant()).getBytes(StandardCharsets.UTF_8);
        return hash(bytes, bytes.length) >>> 1 | 1;
    }

    /**
     * Finds out which file an open file is, and up to where the journals have it.
     *
     * @param packed whether positions count something else than its bytes, and say nothing of its size
     * @return null if it is empty
     */
    static @Nullable Known find(
            String source, long inode, boolean packed, FileChannel channel, ResumePositions positions)
            throws IOException {
        long size = packed ? Long.MAX_VALUE : channel.size();
        byte[] beginning = beginning(channel);
        Identity first = null;
        for (int length : LENGTHS) {
            if (length > beginning.length) {
                continue;
            }
            Identity candidate = new Identity(inode, length, hash(beginning, length), 1);
            first = first == null ? candidate : first;
            Known known = candidate.latest(source, size, positions);
            if (known != null && (length == FULL || packed || known.position() <= MAX_SHORT_POSITION)) {
                return known;
            }
        }
        return first == null ? null : new Known(first.unused(source, positions), 0);
    }

    /** The same file by its first {@link #FULL} bytes; itself as long as it is shorter. */
    Identity grown(String source, FileChannel channel, ResumePositions positions) throws IOException {
        byte[] beginning = isFull() ? new byte[0] : beginning(channel);
        return beginning.length < FULL
                ? this
                : new Identity(inode, FULL, hash(beginning, FULL), 1).unused(source, positions);
    }

    /** Whether the file still begins as it did. */
    boolean begins(FileChannel channel) throws IOException {
        byte[] beginning = beginning(channel);
        return beginning.length >= length && hash(beginning, length) == hash;
    }

    /** Of those that are alike, the last that is known, if the file is as long as it was read. */
    private @Nullable Known latest(String source, long size, ResumePositions positions) {
        Known known = null;
        Identity candidate = this;
        OptionalLong position = positions.next(candidate.partition(source));
        while (position.isPresent()) {
            known = position.getAsLong() <= size ? new Known(candidate, position.getAsLong()) : null;
            candidate = new Identity(inode, length, hash, candidate.number + 1);
            position = positions.next(candidate.partition(source));
        }
        return known;
    }

    private Identity unused(String source, ResumePositions positions) {
        Identity candidate = this;
        while (positions.next(candidate.partition(source)).isPresent()) {
            candidate = new Identity(inode, length, hash, candidate.number + 1);
        }
        return candidate;
    }

    private static byte[] beginning(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(FULL);
        while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
            // More of it.
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static long hash(byte[] bytes, int length) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
