package io.weir.ingest.json;

import io.weir.ingest.decode.RowWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hot path. The member names that a stream reads, as a tree: what is not in it can be skipped. One thread. */
final class PathTrie {
    private static final Node[] NO_NODES = {};

    /** One member name at one place. */
    static final class Node {
        private final String name;
        /** Position in the seen-mask of a row. */
        final int number;

        /** What wants this member's value. */
        int[] targets = {};

        private Node[] children = NO_NODES;
        /** Where the next lookup begins: devices send their members in the same order every time. */
        private int expected;

        private Node(String name, int number) {
            this.name = name;
            this.number = number;
        }

        String name() {
            return name;
        }

        boolean hasChildren() {
            return children.length > 0;
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
        Node[] children = java.util.Arrays.copyOf(parent.children, parent.children.length + 1);
        children[children.length - 1] = child;
        parent.children = children;
        parent.expected = 0;
        return child;
    }

    private static int[] appended(int[] array, int value) {
        int[] longer = java.util.Arrays.copyOf(array, array.length + 1);
        longer[array.length] = value;
        return longer;
    }
}
