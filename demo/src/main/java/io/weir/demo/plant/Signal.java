package io.weir.demo.plant;

import java.util.SplittableRandom;

/**
 * A measured value over time: a base, a daily cycle (a day of the plant takes two minutes), a drift that wanders and is
 * drawn back, and noise. One thread.
 */
final class Signal {
    private static final double DAY_MS = 120_000;
    private static final double DRAWN_BACK = 0.999;

    private final SplittableRandom random;
    private final double base;
    private final double swing;
    private final double noise;
    private final double phase;
    private double drift;

    /**
     * @param swing how far the cycle goes up and down
     * @param noise about two thirds of the values are this near to the undisturbed one
     */
    Signal(SplittableRandom random, double base, double swing, double noise) {
        this.random = random;
        this.base = base;
        this.swing = swing;
        this.noise = noise;
        this.phase = random.nextDouble();
    }

    double at(long timeMs) {
        drift = drift * DRAWN_BACK + noise * 0.1 * (random.nextDouble() - 0.5);
        double cycle = Math.sin(2 * Math.PI * (timeMs / DAY_MS + phase));
        return base + swing * cycle + drift + noise * bell();
    }

    /** Sum of uniform numbers: near enough to a bell of width 1, and cheap. */
    private double bell() {
        return random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble() - 2;
    }
}
