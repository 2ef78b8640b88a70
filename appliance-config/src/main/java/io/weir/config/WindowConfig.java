package io.weir.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** How rows are gathered into windows. One record per kind. Windows of time are closed-open. */
public sealed interface WindowConfig {
    /** How long after its end (in watermark) a window still takes late rows, each of which emits a revision. */
    Duration allowedLateness();

    /** The same windows, of which each result is given once: without late rows and early results. */
    WindowConfig onlyFinal();

    /** As it stands in a configuration, with defaults. */
    String yaml();

    /** In words. */
    String describe();

    /**
     * Consecutive windows: tumbling 2 s is [0,2), [2,4), …
     *
     * @param offset by how much they start later than the epoch, less than {@code size}
     */
    record Tumbling(Duration size, Duration allowedLateness, Duration offset) implements WindowConfig {
        /** Aligned to the epoch. */
        public Tumbling(Duration size, Duration allowedLateness) {
            this(size, allowedLateness, Duration.ZERO);
        }

        @Override
        public WindowConfig onlyFinal() {
            return new Tumbling(size, Duration.ZERO, offset);
        }

        @Override
        public String yaml() {
            return "{ type: tumbling, size: " + Durations.print(size) + WindowText.yaml(offset, allowedLateness);
        }

        @Override
        public String describe() {
            return "windows of " + Durations.print(size) + WindowText.describe(offset, allowedLateness);
        }
    }

    /**
     * Overlapping windows: hopping 4 s by 2 s is [0,4), [2,6), …
     *
     * @param hop how far apart their starts are; divides {@code size}
     * @param offset by how much they start later than the epoch, less than {@code hop}
     */
    record Hopping(Duration size, Duration hop, Duration allowedLateness, Duration offset) implements WindowConfig {
        public Hopping {
            if (hop.isZero() || hop.isNegative() || size.toNanos() % hop.toNanos() != 0) {
                throw new IllegalArgumentException("a hop of " + hop + " does not divide the size " + size);
            }
        }

        /** Aligned to the epoch. */
        public Hopping(Duration size, Duration hop, Duration allowedLateness) {
            this(size, hop, allowedLateness, Duration.ZERO);
        }

        @Override
        public WindowConfig onlyFinal() {
            return new Hopping(size, hop, Duration.ZERO, offset);
        }

        @Override
        public String yaml() {
            return "{ type: hopping, size: " + Durations.print(size) + ", hop: " + Durations.print(hop)
                    + WindowText.yaml(offset, allowedLateness);
        }

        @Override
        public String describe() {
            return "windows of " + Durations.print(size) + " every " + Durations.print(hop)
                    + WindowText.describe(offset, allowedLateness);
        }
    }

    /**
     * Windows of time that tell what they have before they end.
     *
     * @param windows tumbling, hopping or of the calendar
     * @param every how often, in watermark
     */
    record Early(WindowConfig windows, Duration every) implements WindowConfig {
        @Override
        public Duration allowedLateness() {
            return windows.allowedLateness();
        }

        @Override
        public WindowConfig onlyFinal() {
            return windows.onlyFinal();
        }

        @Override
        public String yaml() {
            String text = windows.yaml();
            return text.substring(0, text.length() - " }".length()) + ", every: " + Durations.print(every) + " }";
        }

        @Override
        public String describe() {
            return windows.describe() + ", told of every " + Durations.print(every);
        }
    }

    /**
     * For each row the window that ends with it: sliding 5 s of a row at 10 s is (5,10], which is [5 s + 1 ns, 10 s + 1 ns).
     *
     * @param size how far a window reaches back
     */
    record Sliding(Duration size, Duration allowedLateness) implements WindowConfig {
        @Override
        public WindowConfig onlyFinal() {
            return new Sliding(size, Duration.ZERO);
        }

        @Override
        public String yaml() {
            return "{ type: sliding, size: " + Durations.print(size) + ", allowed_lateness: "
                    + Durations.print(allowedLateness) + " }";
        }

        @Override
        public String describe() {
            return "windows of " + Durations.print(size) + " up to each row"
                    + WindowText.describe(Duration.ZERO, allowedLateness);
        }
    }

    /** A unit of the calendar. Weeks begin on Monday. */
    enum Unit {
        DAY,
        WEEK,
        MONTH,
        YEAR
    }

    /**
     * Consecutive days, weeks, months or years of a time zone.
     *
     * @param offset the time of the day at which they begin, by the clocks of the zone
     */
    record Calendar(Unit unit, ZoneId zone, Duration offset, Duration allowedLateness) implements WindowConfig {
        @Override
        public WindowConfig onlyFinal() {
            return new Calendar(unit, zone, offset, Duration.ZERO);
        }

        @Override
        public String yaml() {
            return "{ type: calendar, unit: " + unit.name().toLowerCase(Locale.ROOT) + ", zone: "
                    + YamlText.scalar(zone.toString()) + WindowText.yaml(offset, allowedLateness);
        }

        @Override
        public String describe() {
            return "windows of a " + unit.name().toLowerCase(Locale.ROOT) + " in " + zone
                    + WindowText.describe(offset, allowedLateness);
        }
    }

    /**
     * Rows of a group with less than {@code gap} between neighbours: gap 5 s makes [10,17) of rows at 10 and 12.
     *
     * @param maxLength the first and the last row are less than this apart; empty: any length
     */
    record Session(Duration gap, Optional<Duration> maxLength, Duration allowedLateness) implements WindowConfig {
        @Override
        public WindowConfig onlyFinal() {
            return new Session(gap, maxLength, Duration.ZERO);
        }

        @Override
        public String yaml() {
            return "{ type: session, gap: " + Durations.print(gap)
                    + maxLength
                            .map(it -> ", max_length: " + Durations.print(it))
                            .orElse("")
                    + ", allowed_lateness: " + Durations.print(allowedLateness) + " }";
        }

        @Override
        public String describe() {
            return "sessions with gaps under " + Durations.print(gap)
                    + maxLength
                            .map(it -> ", shorter than " + Durations.print(it))
                            .orElse("")
                    + WindowText.describe(Duration.ZERO, allowedLateness);
        }
    }

    /**
     * So many rows of a group, in the order in which they come.
     *
     * @param hop how many rows further the next window begins; divides {@code size}; {@code size}: windows do not overlap
     */
    record Count(int size, int hop) implements WindowConfig {
        public Count {
            if (size < 1 || hop < 1 || size % hop != 0) {
                throw new IllegalArgumentException("a hop of " + hop + " does not divide the size " + size);
            }
        }

        @Override
        public WindowConfig onlyFinal() {
            return this;
        }

        @Override
        public String yaml() {
            return "{ type: count, rows: " + size + ", hop: " + hop + " }";
        }

        @Override
        public String describe() {
            return "windows of " + size + " rows" + (hop == size ? "" : " every " + hop);
        }

        /** No row is late for them. */
        @Override
        public Duration allowedLateness() {
            return Duration.ZERO;
        }
    }

    /**
     * From a row of its group to the next, where that is long: the group is silent. Emitted when nothing has come for long
     * enough, and revised when something does.
     */
    record Silence(Duration after) implements WindowConfig {
        /** A late row cannot change a silence that has been told of. */
        @Override
        public Duration allowedLateness() {
            return Duration.ZERO;
        }

        @Override
        public WindowConfig onlyFinal() {
            return this;
        }

        @Override
        public String yaml() {
            return "{ type: silence, after: " + Durations.print(after) + " }";
        }

        @Override
        public String describe() {
            return "silences from " + Durations.print(after);
        }
    }

    /**
     * From a row that begins a state of its group to the row that ends it: with begin {@code temp > 80} and end {@code temp <
     * 75} as long as it has been too hot. Emitted when the state has lasted long enough, and revised when it ends.
     *
     * @param end empty: where {@code begin} is false
     * @param hold how long it must last
     */
    record State(Expression begin, Optional<Expression> end, Duration hold) implements WindowConfig {
        /** A late row cannot change a state that has been told of. */
        @Override
        public Duration allowedLateness() {
            return Duration.ZERO;
        }

        @Override
        public WindowConfig onlyFinal() {
            return this;
        }

        @Override
        public String yaml() {
            return "{ type: state, begin: " + YamlText.scalar(begin.text())
                    + end.map(it -> ", end: " + YamlText.scalar(it.text())).orElse("") + ", for: "
                    + Durations.print(hold) + " }";
        }

        @Override
        public String describe() {
            return "while " + begin.text()
                    + end.map(it -> " until " + it.text()).orElse("")
                    + (hold.isZero() ? "" : " for " + Durations.print(hold));
        }
    }
}
