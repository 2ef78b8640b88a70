package io.weir.appliance.cli;

import java.io.Console;
import java.time.Duration;

/** One line on standard error that shows how far a command is; nothing where standard error is no terminal. */
final class ProgressBar {
    private static final int WIDTH = 30;
    private static final long EVERY_NANOS = Duration.ofMillis(100).toNanos();

    private final String what;
    private final boolean shown;
    private long lastNanos = System.nanoTime() - EVERY_NANOS;

    @SuppressWarnings("SystemConsoleNull") // null before JDK 22, asked since
    ProgressBar(String what) {
        this.what = what;
        Console console = System.console();
        // Before JDK 22 there is a console only on a terminal; since then it may be asked.
        this.shown = console != null && System.getenv("TERM") != null && isTerminal(console);
    }

    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Shows {@code done} of {@code total} bytes, ten times a second at most. */
    void show(long done, long total) {
        show(done, total, "MiB");
    }

    /** Shows {@code done} of {@code total}, in a unit; {@code MiB}: both are bytes. */
    void show(long done, long total, String unit) {
        long now = System.nanoTime();
        if (!shown || total <= 0 || now - lastNanos < EVERY_NANOS) {
            return;
        }
        lastNanos = now;
        int filled = (int) (done * WIDTH / total);
        System.err.printf(
                "\r%s [%s%s] %3d%% of %d %s ",
                what,
                "#".repeat(filled),
                " ".repeat(WIDTH - filled),
                done * 100 / total,
                unit.equals("MiB") ? total >> 20 : total,
                unit);
        System.err.flush();
    }

    /** Removes the line. */
    void clear() {
        if (shown) {
            System.err.print("\r\u001b[K");
            System.err.flush();
        }
    }
}
