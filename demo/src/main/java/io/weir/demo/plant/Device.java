package io.weir.demo.plant;

import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One simulated device. Used by the thread that paces its transport. */
abstract class Device {
    /** How long a device stays silent when it does. */
    private static final int LEAST_SILENCE_MS = 2_000;

    private static final int MOST_SILENCE_MS = 8_000;

    /** A device falls silent once in about this many of its messages. */
    private static final int MESSAGES_BETWEEN_SILENCES = 400;

    final SplittableRandom random;
    final Json json;
    final int index;
    private final Family family;
    private final String name;
    private final String topic;
    private final @Nullable String topicWithoutDevice;
    private long silentUntilMs;

    Device(Family family, int index, String prefix, String topic, SplittableRandom random, Json json) {
        this.family = family;
        this.index = index;
        this.random = random;
        this.json = json;
        this.name = String.format(Locale.ROOT, "%s%02d", prefix, index + 1);
        boolean mqtt = family.transport() == Family.Transport.MQTT;
        this.topic = mqtt ? topic + "/" + name : topic;
        this.topicWithoutDevice = mqtt ? topic : null;
    }

    static Device create(Family family, int index, SplittableRandom random, Json json) {
        return switch (family) {
            case PRESS -> new Press(index, random, json);
            case PUMP -> new Pump(index, random, json);
            case CELL -> new Cell(index, random, json);
            case ROOM -> new Room(index, random, json);
        };
    }

    /** The reading at an event time. */
    abstract byte[] payload(long timeMs);

    /** A reading in which one value is none of its type. */
    abstract byte[] payloadOfWrongType(long timeMs);

    final String name() {
        return name;
    }

    final String topic() {
        return topic;
    }

    /** Where its messages cannot be told from those of other devices; null where the topic does not name the device. */
    final @Nullable String topicWithoutDevice() {
        return topicWithoutDevice;
    }

    final Message message(Message.Kind kind, String to, byte[] payload) {
        return new Message(family, kind, to, name, index, payload);
    }

    /** Whether it sends nothing at the moment. */
    final boolean silent(long nowMs) {
        return nowMs < silentUntilMs;
    }

    /** Called for each message; now and then it is the last one for some seconds. */
    final void perhapsFallSilent(long nowMs) {
        if (random.nextInt(MESSAGES_BETWEEN_SILENCES) == 0) {
            silentUntilMs = nowMs + random.nextInt(LEAST_SILENCE_MS, MOST_SILENCE_MS);
        }
    }
}
