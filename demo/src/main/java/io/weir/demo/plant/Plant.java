package io.weir.demo.plant;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A running plant: two threads, one for each transport. */
final class Plant {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private final PlantCounters counters = new PlantCounters();
    private final List<Pacer> pacers;
    private final List<Thread> threads;
    private volatile boolean stopped;

    /**
     * Sends nothing before {@link #start}.
     *
     * @param afterLast called on a thread of the plant when everything has been sent, but perhaps not yet acknowledged
     */
    Plant(PlantOptions options, Runnable afterLast) {
        AtomicInteger sending = new AtomicInteger(Family.Transport.values().length);
        Runnable afterOne = () -> {
            if (sending.decrementAndGet() == 0) {
                afterLast.run();
            }
        };
        Publisher mqtt = new MqttPublisher(options.mqttUrl(), counters, () -> stopped);
        Publisher kafka = new KafkaPublisher(options.bootstrapServers(), counters, () -> stopped);
        pacers = List.of(
                pacer(options, Family.Transport.MQTT, mqtt, afterOne),
                pacer(options, Family.Transport.KAFKA, kafka, afterOne));
        threads = List.of(new Thread(pacers.get(0), "plant mqtt"), new Thread(pacers.get(1), "plant kafka"));
    }

    private static Pacer pacer(
            PlantOptions options, Family.Transport transport, Publisher publisher, Runnable afterLast) {
        return new Pacer(
                options.rate(transport),
                options.messages(transport),
                new Fleet(transport, options.seed()),
                publisher,
                afterLast);
    }

    void start() {
        threads.forEach(Thread::start);
    }

    PlantReport report() {
        return report(false);
    }

    /** Stops sending, waits for the acknowledgements (some seconds at most) and returns the final numbers. */
    PlantReport stop() throws InterruptedException {
        stopped = true;
        pacers.forEach(Pacer::stop);
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        return report(true);
    }

    private PlantReport report(boolean last) {
        long behindMs = pacers.stream().mapToLong(Pacer::behindMs).max().orElse(0);
        return counters.report(last, behindMs);
    }
}
