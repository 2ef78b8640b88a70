package io.weir.ingest.json;

import io.weir.ingest.decode.RowWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hot path. The member names that a stream reads, as a tree: what is not in it can be skipped. One thread. */
final class PathTrie {
    private static final Node[] NO_NODES = {};

    /** One member name at one place. */
    static final class Node {
        private final String name;
        /** The name as it stands between its quotes, UTF-8; null if it can only be written with escapes. */
        private final byte @Nullable [] plain;
        /** Position in the seen-mask of a row. */
        final int number;

        /** What wants this member's value. */
        int[] targets = {};

        private Node[] children = NO_NODES;
        /** Where the next lookup begins: devices send their members in the same order every time. */
        private int expected;

        private Node(String name, int number) {
            this.name = name;
            this.plain = plain(name);
            this.number = number;
        }

        private static byte @Nullable [] plain(String name) {
            boolean escaped = name.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\');
            return escaped ? null : name.getBytes(StandardCharsets.UTF_8);
        }

        String name() {
            return name;
        }

        boolean hasChildren() {
            return children.length > 0;
        }

        /**
         * The member that is expected next, if its name stands at {@code from} and is followed by a quote; null otherwise.
         * It is a guess: {@link #child(byte[], int, int)} knows.
         */
        @Nullable Node expected(byte[] bytes, int from, int end) {
            if (children.length == 0) {
                return null;
            }
            Node child = children[expected];
            byte[] wanted = child.plain;
            if (wanted == null) {
                return null;
            }
            int quote = from + wanted.length;
            if (quote >= end || bytes[quote] != '"' || !Arrays.equals(bytes, from, quote, wanted, 0, wanted.length)) {
                return null;
            }
            expected = expected + 1 == children.length ? 0 : expected + 1;
            return child;
        }

        /** How many bytes the name has between its quotes, where {@link #expected} has found it. */
        int plainLength() {
            return plain == null ? 0 : plain.length;
        }

        /** The member whose name stands at {@code from}, without escapes; null if the stream does not read it. */
        @Nullable Node child(byte[] bytes, int from, int length) {
            int count = children.length;
            int index = expected;
            for (int i = 0; i < count; i++) {
                Node child = children[index];
                if (++index == count) {
                    index = 0;
                }
                byte[] wanted = child.plain;
                if (wanted != null
                        && wanted.length == length
                        && Arrays.equals(bytes, from, from + length, wanted, 0, length)) {
                    expected = index;
                    return child;
                }
            }
            return null;
        }

        /** The member with this name, or null if the stream does not read it. */
        @Nullable Node child(String childName) {
            int count = children.length;
            int index = expected;
            for (int i = 0; i < count; i++) {
                Node child = children[index];
                if (++index == count) {
                    index = 0;
                }
                if (child.name.equals(childName)) {
                    expected = index;
                    return child;
                }
            }
            return null;
        }
    }

    private final List<Node> nodes = new ArrayList<>();
    private final Node root = node("");

    PathTrie(List<RowWriter.Target> targets) {
        for (RowWriter.Target target : targets) {
            Node node = root;
            for (String name : target.path().names()) {
                node = childOf(node, name);
            }
            node.targets = appended(node.targets, target.index());
        }
    }

    Node root() {
        return root;
    }

    /** How many nodes there are. */
    int size() {
        return nodes.size();
    }

    private Node node(String name) {
        Node node = new Node(name, nodes.size());
        nodes.add(node);
        return node;
    }

    private Node childOf(Node parent, String name) {
        Node known = parent.child(name);
        if (known != null) {
            return known;
        }
        Node child = node(name);
        Node[] children = Arrays.copyOf(parent.children, parent.children.length + 1);
        children[children.length - 1] = child;
        parent.children = children;
        parent.expected = 0;
        return child;
    }

    private static int[] appended(int[] array, int value) {
        int[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = value;
        return longer;
    }
}
