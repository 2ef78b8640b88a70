package io.weir.processing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random rows of some partitions, each of which is silent now and then, for {@link FlinkTest}. */
final class FlinkScript {
    /** What a {@link Reading} is. */
    public enum Kind {
        ROW,
        /** Its partition is awaited from now on. */
        JOINED,
        /** Its partition is no longer awaited. */
        IDLE,
        /** All partitions are idle, and the stream has reached its time. */
        ADVANCE
    }

    /** What Flink takes; public for its serializer. */
    public static final class Reading {
        public Kind kind = Kind.ROW;
        public String partition = "";
        public String key = "";
        public long time;
        public double temp;

        public Reading() {}

        Reading(Kind kind, String partition, long time) {
            this.kind = kind;
            this.partition = partition;
            this.time = time;
        }

        Reading(String partition, String key, long time, double temp) {
            this(Kind.ROW, partition, time);
            this.key = key;
            this.temp = temp;
        }

        boolean isRow() {
            return kind == Kind.ROW;
        }
    }

    private final Random random;
    private final int partitions;
    private final long disorder;
    private final List<Reading> readings = new ArrayList<>();
    /** How far each is behind the clock; it catches up. */
    private final long[] lag;
    /** Until which step each says nothing. */
    private final int[] silentUntil;
    /** At which step each falls idle; -1: not in this silence. */
    private final int[] idleAt;

    private final boolean[] active;
    private long clock;
    private long latest = Long.MIN_VALUE;

    FlinkScript(Random random, int partitions, long disorder) {
        this.random = random;
        this.partitions = partitions;
        this.disorder = disorder;
        lag = new long[partitions];
        silentUntil = new int[partitions];
        idleAt = new int[partitions];
        active = new boolean[partitions];
    }

    List<Reading> write(int steps) {
        clock = pick(random, 0, -100, 1_000_000_000);
        boolean known = random.nextBoolean();
        for (int p = 0; p < partitions; p++) {
            idleAt[p] = -1;
            if (known) {
                join(p);
            }
        }
        for (int step = 0; step < steps; step++) {
            clock += random.nextInt(16) == 0 ? random.nextInt(20) : random.nextInt(2);
            int partition = random.nextInt(partitions);
            if (silentUntil[partition] <= step) {
                row(partition);
                if (random.nextInt(150) == 0) {
                    fallSilent(partition, step);
                }
            }
            marks(step);
        }
        return readings;
    }

    private void row(int partition) {
        long back = random.nextInt(4) == 0 ? random.nextInt(30 * partitions) : random.nextInt(3);
        long time = 2 * (clock - lag[partition] - back);
        double temp = Math.round(random.nextGaussian() * 400) / 4.0;
        readings.add(new Reading(name(partition), "k" + random.nextInt(3), time, temp));
        latest = Math.max(latest, time);
        lag[partition] = Math.max(0, lag[partition] - 1);
        active[partition] = true;
    }

    private void fallSilent(int partition, int step) {
        int steps = 20 + random.nextInt(200);
        silentUntil[partition] = step + steps;
        idleAt[partition] = random.nextInt(4) == 0 ? -1 : step + random.nextInt(steps);
        // What it says then may be of now, or of long ago.
        lag[partition] = random.nextInt(pick(random, 1, 10, 100));
    }

    private void marks(int step) {
        for (int p = 0; p < partitions; p++) {
            if (idleAt[p] == step) {
                mark(Kind.IDLE, p);
                active[p] = false;
                advanceIfAllAreIdle();
            } else if (silentUntil[p] == step && random.nextInt(3) == 0) {
                join(p);
            }
        }
    }

    private void join(int partition) {
        mark(Kind.JOINED, partition);
        active[partition] = true;
    }

    private void advanceIfAllAreIdle() {
        for (boolean one : active) {
            if (one) {
                return;
            }
        }
        readings.add(new Reading(Kind.ADVANCE, "", latest - disorder + 2L * pick(random, 0, 0, 10, 100)));
    }

    private void mark(Kind kind, int partition) {
        readings.add(new Reading(kind, name(partition), 0));
    }

    private static String name(int partition) {
        return "p" + partition;
    }

    /** One of some. */
    static int pick(Random random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
