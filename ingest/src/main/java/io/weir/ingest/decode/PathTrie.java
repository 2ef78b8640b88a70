package io.weir.ingest.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hot path. The member names that a stream reads, as a tree: what is not in it can be skipped. One thread. */
public final class PathTrie {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final Node[] NO_NODES = {};

    /** One member name at one place. */
    public static final class Node {
        private final String name;
        /** The name as it stands between its quotes, UTF-8; null if it can only be written with escapes. */
        private final byte @Nullable [] plain;
        /** A short name and the quote behind it as one word, low byte first, and which of the word's bytes they are. */
        private final long quoted;

        private final long quotedMask;
        /** Position in the seen-mask of a row. */
        private final int number;

        private int[] targets = {};

        private Node[] children = NO_NODES;
        /** The member that was found last; devices send theirs in the same order every time. */
        private @Nullable Node last;
        /** Of its siblings, the one that was found after this the last time. */
        private @Nullable Node follower;

        /** What stands before the name of a member in a path without $: {@code loc.}; nothing at the top. */
        private final byte[] prefix;

        private Node(String name, String prefix, int number) {
            this.name = name;
            this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
            this.plain = plain(name);
            if (plain == null || plain.length >= Long.BYTES) {
                quoted = 0;
                quotedMask = 0;
            } else {
                byte[] word = Arrays.copyOf(plain, Long.BYTES);
                word[plain.length] = '"';
                quoted = (long) LONGS.get(word, 0);
                quotedMask = -1L >>> (Long.SIZE - Byte.SIZE * (plain.length + 1));
            }
            this.number = number;
        }

        private static byte @Nullable [] plain(String name) {
            boolean escaped = name.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\');
            return escaped ? null : name.getBytes(StandardCharsets.UTF_8);
        }

        /** The member's name. */
        public String name() {
            return name;
        }

        /** What stands before the name of a member of this in a path: {@code loc.}; nothing at the top. */
        byte[] prefix() {
            return prefix;
        }

        /** Position in the seen-mask of a row, from 0. */
        public int number() {
            return number;
        }

        /** What wants this member's value; must not be changed. */
        public int[] targets() {
            return targets;
        }

        /** Whether the stream reads members of this member. */
        public boolean hasChildren() {
            return children.length > 0;
        }

        /**
         * The member that is expected next, if its name stands at {@code from} and is followed by a quote; null otherwise.
         * It is a guess: {@link #child(byte[], int, int)} knows.
         */
        public @Nullable Node expected(byte[] bytes, int from, int end) {
            Node child = expected();
            if (child == null || !child.standsAt(bytes, from, end)) {
                return null;
            }
            last = child;
            return child;
        }

        private @Nullable Node expected() {
            return last == null ? null : last.follower;
        }

        private Node found(Node child) {
            if (last != null) {
                last.follower = child;
            }
            last = child;
            return child;
        }

        private boolean standsAt(byte[] bytes, int from, int end) {
            byte[] name = plain;
            if (name == null || end - from <= name.length) {
                return false;
            }
            if (quotedMask != 0 && bytes.length - from >= Long.BYTES) {
                return ((long) LONGS.get(bytes, from) & quotedMask) == quoted;
            }
            int quote = from + name.length;
            return bytes[quote] == '"' && Arrays.equals(bytes, from, quote, name, 0, name.length);
        }

        /** How many bytes the name has between its quotes, where {@link #expected} has found it. */
        public int plainLength() {
            return plain == null ? 0 : plain.length;
        }

        /** The member whose name stands at {@code from}, without escapes; null if the stream does not read it. */
        public @Nullable Node child(byte[] bytes, int from, int length) {
            Node guess = expected();
            if (guess != null && guess.isNamed(bytes, from, length)) {
                last = guess;
                return guess;
            }
            for (Node child : children) {
                if (child.isNamed(bytes, from, length)) {
                    return found(child);
                }
            }
            return null;
        }

        private boolean isNamed(byte[] bytes, int from, int length) {
            byte[] wanted = plain;
            return wanted != null
                    && wanted.length == length
                    && Arrays.equals(bytes, from, from + length, wanted, 0, length);
        }

        /** The member with this name, or null if the stream does not read it. */
        public @Nullable Node child(String childName) {
            Node guess = expected();
            if (guess != null && guess.name.equals(childName)) {
                last = guess;
                return guess;
            }
            for (Node child : children) {
                if (child.name.equals(childName)) {
                    return found(child);
                }
            }
            return null;
        }
    }

    private final List<Node> nodes = new ArrayList<>();
    private final Node root = node("", "");

    /** The tree of these targets' paths. */
    public PathTrie(List<RowWriter.Target> targets) {
        for (RowWriter.Target target : targets) {
            Node node = root;
            for (String name : target.path().names()) {
                node = childOf(node, name);
            }
            node.targets = appended(node.targets, target.index());
        }
    }

    /** What the top of a row's members is read by. */
    public Node root() {
        return root;
    }

    /** How many nodes there are. */
    public int size() {
        return nodes.size();
    }

    private Node node(String name, String prefix) {
        Node node = new Node(name, prefix, nodes.size());
        nodes.add(node);
        return node;
    }

    private Node childOf(Node parent, String name) {
        Node known = parent.child(name);
        if (known != null) {
            return known;
        }
        Node child = node(name, new String(parent.prefix, StandardCharsets.UTF_8) + name + ".");
        Node[] children = Arrays.copyOf(parent.children, parent.children.length + 1);
        children[children.length - 1] = child;
        parent.children = children;
        return child;
    }

    private static int[] appended(int[] array, int value) {
        int[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = value;
        return longer;
    }
}
