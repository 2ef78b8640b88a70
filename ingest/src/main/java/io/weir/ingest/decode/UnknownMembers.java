package io.weir.ingest.decode;

import io.weir.config.PayloadConfig;
import io.weir.config.StreamConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hot path. Members that a stream does not read. Each is noted once by its name, the first {@link #MAX_NAMES} of them; if
 * the stream keeps them, their text is collected for the row. Members of objects that the stream reads members of are
 * named with their path ({@code loc.hall}); what stands deeper in an unknown member is part of it. One thread; the names
 * may be read by any.
 */
public final class UnknownMembers {
    /** How many names are noted; members with other names are ignored, kept or rejected all the same. */
    public static final int MAX_NAMES = 256;

    private static final Logger LOG = LoggerFactory.getLogger(UnknownMembers.class);
    private static final int SLOTS = 1024;
    private static final int MAX_NAME_BYTES = 256;
    private static final byte[] NONE = {};

    private final String stream;
    private final PayloadConfig.Unknown policy;
    private final byte[][] slots = new byte[SLOTS][];
    private volatile int count;
    private volatile List<String> names = List.of();
    private final JsonText text = new JsonText();

    public UnknownMembers(StreamConfig stream) {
        this.stream = stream.id();
        this.policy = stream.payload().unknown();
        Arrays.fill(slots, NONE);
    }

    /** Whether they are collected as text. */
    public boolean keeps() {
        return policy == PayloadConfig.Unknown.KEEP;
    }

    /** Whether a message that has one is a dead letter. */
    public boolean rejects() {
        return policy == PayloadConfig.Unknown.REJECT;
    }

    /** Whether the name of one is asked for at all. */
    public boolean wantsNames() {
        return count < MAX_NAMES || policy != PayloadConfig.Unknown.IGNORE;
    }

    /** Begins a row. */
    public void startRow() {
        if (keeps()) {
            text.clear();
        }
    }

    /**
     * Notes a member by its name, UTF-8.
     *
     * @param parent what has it
     */
    public void note(PathTrie.Node parent, byte[] bytes, int offset, int length) {
        if (count >= MAX_NAMES || length > MAX_NAME_BYTES) {
            return;
        }
        int slot = slotOf(parent, bytes, offset, length);
        while (slots[slot].length > 0) {
            if (isNamed(slots[slot], parent, bytes, offset, length)) {
                return;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        add(slot, parent, bytes, offset, length);
    }

    private void add(int slot, PathTrie.Node parent, byte[] bytes, int offset, int length) {
        byte[] prefix = parent.prefix();
        byte[] name = Arrays.copyOf(prefix, prefix.length + length);
        System.arraycopy(bytes, offset, name, prefix.length, length);
        slots[slot] = name;
        String shown = new String(name, StandardCharsets.UTF_8);
        List<String> more = new ArrayList<>(names);
        more.add(shown);
        names = List.copyOf(more);
        count = more.size();
        LOG.info("stream {}: does not read the member \"{}\" (said once)", stream, printable(shown));
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    private static int slotOf(PathTrie.Node parent, byte[] bytes, int offset, int length) {
        int hash = parent.number() + 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ (hash >>> 15)) & (SLOTS - 1);
    }

    private static boolean isNamed(byte[] known, PathTrie.Node parent, byte[] bytes, int offset, int length) {
        byte[] prefix = parent.prefix();
        return known.length == prefix.length + length
                && Arrays.equals(known, 0, prefix.length, prefix, 0, prefix.length)
                && Arrays.equals(known, prefix.length, known.length, bytes, offset, offset + length);
    }

    /** Begins a member that is kept: its name is written, its value must follow in {@link #text}. */
    public JsonText keep(PathTrie.Node parent, byte[] bytes, int offset, int length) {
        text.member(parent.prefix(), bytes, offset, length);
        return text;
    }

    /** Where the value of a member that is kept is written. */
    public JsonText text() {
        return text;
    }

    /** Completes the row: hands over what was kept. */
    public void endRow(RowWriter writer) {
        if (keeps() && text.hasMembers()) {
            text.close();
            writer.unknown(text.bytes(), 0, text.length());
        }
    }

    /** Makes the message a dead letter because of a member. */
    public void reject(RowWriter writer, PathTrie.Node parent, byte[] bytes, int offset, int length) {
        if (!writer.isOver()) {
            String name = new String(parent.prefix(), StandardCharsets.UTF_8)
                    + new String(bytes, offset, Math.min(length, MAX_NAME_BYTES), StandardCharsets.UTF_8);
            writer.reject(
                    Reason.UNKNOWN_MEMBER,
                    "found the member \"" + name + "\", which the stream does not read (unknown: reject)");
        }
    }

    /** The names noted so far; any thread. */
    public List<String> names() {
        return names;
    }
}
