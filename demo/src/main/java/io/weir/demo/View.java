package io.weir.demo;

import io.weir.appliance.Totals;
import io.weir.model.ByteSize;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** What the demo shows each second: a block that is drawn over itself on a terminal, one line elsewhere. */
final class View {
    private static final int HISTORY = 40;
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private final PrintStream out;
    private final boolean terminal;
    private final Path config;
    private final Deque<Long> rates = new ArrayDeque<>();
    private Totals last = Totals.NONE;
    private int drawn;

    View(PrintStream out, boolean terminal, Path config) {
        this.out = out;
        this.terminal = terminal;
        this.config = config;
    }

    /**
     * Shows one second.
     *
     * @param sent messages that the brokers have taken from the sensors
     * @param latency p50 and p99 in milliseconds
     */
    void show(long second, long sent, Totals now, double[] latency) {
        if (terminal) {
            draw(second, sent, now, latency);
        } else {
            out.printf(
                    Locale.ROOT,
                    "%3d s  sent %d  received %d (%d/s)  journaled %d  windows %d  late %d  dead letters %d"
                            + "  p50 %.1f ms  p99 %.1f ms  disk %s%n",
                    second,
                    sent,
                    now.received(),
                    now.received() - last.received(),
                    now.journaled(),
                    now.windows(),
                    now.late(),
                    now.deadLetters(),
                    latency[0],
                    latency[1],
                    new ByteSize(now.diskBytes()));
        }
        last = now;
    }

    private void draw(long second, long sent, Totals now, double[] latency) {
        rates.addLast(now.received() - last.received());
        if (rates.size() > HISTORY) {
            rates.removeFirst();
        }
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A");
        }
        drawn = 0;
        line("\u001b[1mweir demo\u001b[0m  %d s   configuration %s   Ctrl-C ends it", second, config);
        line("");
        line("  sent          %,12d   MQTT and Kafka messages", sent);
        line("  received      %,12d   %,d/s  %s", now.received(), now.received() - last.received(), sparkline());
        line("  journaled     %,12d   %,d/s", now.journaled(), now.journaled() - last.journaled());
        line("  dead letters  %,12d   could not be decoded; kept in the journal dead_letters", now.deadLetters());
        line("  windows       %,12d   and %,d revisions", now.windows(), now.revisions());
        line("  late          %,12d   came after their window's allowed lateness", now.late());
        line(
                "  latency       p50 %.1f ms   p99 %.1f ms   from the sensor to durable in the journal",
                latency[0], latency[1]);
        line("  disk          %12s", new ByteSize(now.diskBytes()));
        out.flush();
    }

    private void line(String format, Object... values) {
        out.print("\u001b[2K");
        out.printf(Locale.ROOT, format, values);
        out.println();
        drawn++;
    }

    private String sparkline() {
        long most = Math.max(1, rates.stream().mapToLong(Long::longValue).max().orElse(1));
        StringBuilder line = new StringBuilder();
        for (long rate : rates) {
            line.append(BARS.charAt((int) (rate * (BARS.length() - 1) / most)));
        }
        return line.toString();
    }
}
