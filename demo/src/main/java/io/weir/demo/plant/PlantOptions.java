package io.weir.demo.plant;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a plant does.
 *
 * @param mqttUrl {@code mqtt://host:port}
 * @param bootstrapServers of Kafka; the topics of {@link Topics} exist there
 * @param rate messages per second over both brokers, at least 5; one in five goes to MQTT
 * @param duration how long it sends; zero: until it is stopped. Every message that is due in that time is sent,
 *     even if some of them go out after it
 * @param seed of everything random
 */
public record PlantOptions(String mqttUrl, String bootstrapServers, int rate, Duration duration, long seed) {
    /** One of each kind of sensor. */
    public static final int LEAST_RATE = 5;
    /** More than any machine can send. */
    public static final int MOST_RATE = 1_000_000;

    static final String USAGE = "usage: PlantMain --mqtt URL --kafka HOST:PORT --rate N --duration SECONDS --seed N";

    public PlantOptions {
        if (rate < LEAST_RATE) {
            throw new IllegalArgumentException("rate must be at least " + LEAST_RATE + ", was " + rate);
        }
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must not be negative, was " + duration);
        }
    }

    /** Messages per second to a transport. */
    double rate(Family.Transport transport) {
        double mqtt = rate / 5.0;
        return transport == Family.Transport.MQTT ? mqtt : rate - mqtt;
    }

    /** How many messages a transport gets in the whole duration. */
    long messages(Family.Transport transport) {
        return duration.isZero() ? Long.MAX_VALUE : Math.round(rate(transport) * duration.toMillis() / 1_000.0);
    }

    List<String> toArguments() {
        String seconds = String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1_000.0);
        return List.of(
                "--mqtt", mqttUrl,
                "--kafka", bootstrapServers,
                "--rate", Integer.toString(rate),
                "--duration", seconds,
                "--seed", Long.toString(seed));
    }

    /** @throws IllegalArgumentException with what is wrong and how it is used */
    static PlantOptions parse(List<String> arguments) {
        String mqtt = value(arguments, "--mqtt");
        String kafka = value(arguments, "--kafka");
        try {
            int rate = Integer.parseInt(value(arguments, "--rate"));
            double seconds = Double.parseDouble(value(arguments, "--duration"));
            long seed = Long.parseLong(value(arguments, "--seed"));
            return new PlantOptions(mqtt, kafka, rate, Duration.ofMillis(Math.round(seconds * 1_000)), seed);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number: " + e.getMessage() + "; " + USAGE, e);
        }
    }

    private static String value(List<String> arguments, String name) {
        int at = arguments.indexOf(name);
        if (at < 0 || at + 1 >= arguments.size()) {
            throw new IllegalArgumentException(name + " is missing; " + USAGE);
        }
        return arguments.get(at + 1);
    }
}
