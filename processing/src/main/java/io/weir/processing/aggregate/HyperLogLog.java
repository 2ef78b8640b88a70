package io.weir.processing.aggregate;

/**
 * Hot path. The registers of a HyperLogLog: each keeps the longest run of zeros among the hashes that fell to it. The estimate is the
 * improved one of O. Ertl, New cardinality estimation algorithms for HyperLogLog sketches (2017), algorithm 6, which needs no
 * tables and has no bias anywhere.
 */
final class HyperLogLog {
    private static final int BITS = 12;
    /** How many bytes there are to be. */
    static final int REGISTERS = 1 << BITS;

    /** The bits of a hash that runs are counted in. */
    private static final int RUN_BITS = Long.SIZE - BITS;

    private static final double ALPHA = 1 / (2 * StrictMath.log(2));

    private HyperLogLog() {}

    static void add(byte[] registers, long hash) {
        int register = (int) (hash >>> RUN_BITS);
        // The bit behind the run ends it where all are zero.
        int run = Long.numberOfLeadingZeros((hash << BITS) | (1L << (BITS - 1))) + 1;
        if (registers[register] < run) {
            registers[register] = (byte) run;
        }
    }

    static void merge(byte[] into, byte[] from) {
        for (int i = 0; i < REGISTERS; i++) {
            into[i] = (byte) Math.max(into[i], from[i]);
        }
    }

    /** How many different hashes have been added, about. */
    static long estimate(byte[] registers) {
        int[] histogram = new int[RUN_BITS + 2];
        for (byte run : registers) {
            histogram[run]++;
        }
        double z = REGISTERS * tau(1 - (double) histogram[RUN_BITS + 1] / REGISTERS);
        for (int run = RUN_BITS; run >= 1; run--) {
            z = (z + histogram[run]) / 2;
        }
        z += REGISTERS * sigma((double) histogram[0] / REGISTERS);
        return Math.round(ALPHA * REGISTERS * REGISTERS / z);
    }

    private static double sigma(double x) {
        if (x == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double power = x;
        double weight = 1;
        double sum = x;
        double before;
        do {
            power *= power;
            before = sum;
            sum += power * weight;
            weight += weight;
        } while (sum != before);
        return sum;
    }

    private static double tau(double x) {
        if (x == 0 || x == 1) {
            return 0;
        }
        double root = x;
        double weight = 1;
        double sum = 1 - x;
        double before;
        do {
            root = Math.sqrt(root);
            before = sum;
            weight /= 2;
            sum -= (1 - root) * (1 - root) * weight;
        } while (sum != before);
        return sum / 3;
    }
}
