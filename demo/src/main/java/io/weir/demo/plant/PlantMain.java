package io.weir.demo.plant;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The plant's process. Prints a {@link PlantReport} as a line of JSON each second and a last one at the end, which comes
 * after the duration, on SIGTERM, or when standard input ends: whoever started it is gone, or wants it to stop.
 */
public final class PlantMain {
    private static final int WRONG_USAGE = 2;
    private static final int FAILED = 1;
    /** How much longer than its duration sending may take, when a broker is slow or away. */
    private static final Duration OVERTIME = Duration.ofSeconds(60);

    /** Named, so that it is not collected while it silences what Paho says about each message. */
    private static final Logger PAHO = Logger.getLogger("org.eclipse.paho");

    private PlantMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        PAHO.setLevel(Level.WARNING);
        PlantOptions options;
        try {
            options = PlantOptions.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_USAGE);
            return;
        }
        CountDownLatch stop = new CountDownLatch(1);
        watchInput(stop);
        stopOnSignal(stop, Thread.currentThread());
        PlantReport last = run(options, stop);
        System.out.println(last.toJson());
        System.out.flush();
        // Not System.exit: on a signal its hook waits for this thread.
        Runtime.getRuntime().halt(last.acked() == last.sent() ? 0 : FAILED);
    }

    private static PlantReport run(PlantOptions options, CountDownLatch stop) throws InterruptedException {
        Plant plant = new Plant(options, stop::countDown);
        long start = System.nanoTime();
        long limit = options.duration().isZero()
                ? Long.MAX_VALUE
                : options.duration().plus(OVERTIME).toSeconds();
        plant.start();
        for (long second = 1; second < limit; second++) {
            long wake = start + Duration.ofSeconds(second).toNanos();
            if (stop.await(wake - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                break;
            }
            System.out.println(plant.report().toJson());
            System.out.flush();
        }
        return plant.stop();
    }

    private static void watchInput(CountDownLatch stop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is expected but the end.
                        }
                    } catch (IOException broken) {
                        // The same as its end.
                    }
                    stop.countDown();
                },
                "parent");
        thread.setDaemon(true);
        thread.start();
    }

    private static void stopOnSignal(CountDownLatch stop, Thread main) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.countDown();
                            try {
                                main.join(TimeUnit.SECONDS.toMillis(20));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "signal"));
    }
}
