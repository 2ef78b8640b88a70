package io.weir.brokers.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** The child's end of the pipes to its parent. */
final class ParentLink {
    private static final int PARENT_GONE = 3;

    private ParentLink() {}

    /**
     * Answers each line from the parent on a thread of its own, and ends this process at once when the parent does. From
     * here on standard output is the parent's alone: what others print there goes to standard error.
     *
     * @param answer from a line to the line that answers it
     */
    static void open(UnaryOperator<String> answer) {
        PrintStream parent = System.out;
        System.setOut(System.err);
        Thread thread = new Thread(() -> serve(parent, answer), "parent");
        thread.setDaemon(true);
        thread.start();
    }

    private static void serve(PrintStream parent, UnaryOperator<String> answer) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                parent.println(answer.apply(line));
                parent.flush();
            }
        } catch (IOException broken) {
            // The same as its end.
        }
        Runtime.getRuntime().halt(PARENT_GONE);
    }
}
