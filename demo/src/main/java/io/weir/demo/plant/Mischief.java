package io.weir.demo.plant;

import io.weir.demo.plant.Message.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What goes wrong, and how often. */
final class Mischief {
    /** Less than the {@code out_of_orderness} of the demo's streams, so that these rows are not late. */
    static final int MOST_OUT_OF_ORDER_MS = 300;

    /** More than the demo's longest window and its allowed lateness. */
    static final int LEAST_LATE_MS = 20_000;

    static final int MOST_LATE_MS = 40_000;

    static final double OUT_OF_ORDER_SHARE = 0.05;
    static final double LATE_SHARE = 0.001;
    static final double MALFORMED_SHARE = 0.002;

    private static final byte[] EMPTY = {};

    /** The ways in which a message can be malformed. */
    private enum Fault {
        CUT_JSON,
        NOT_JSON,
        NOT_UTF8,
        WRONG_TYPE,
        WITHOUT_TIME,
        EMPTY,
        WRONG_TOPIC;

        static final Fault[] ALL = values();
    }

    private Mischief() {}

    static Kind kind(SplittableRandom random) {
        double dice = random.nextDouble();
        if (dice < MALFORMED_SHARE) {
            return Kind.MALFORMED;
        }
        if (dice < MALFORMED_SHARE + LATE_SHARE) {
            return Kind.LATE;
        }
        return dice < MALFORMED_SHARE + LATE_SHARE + OUT_OF_ORDER_SHARE ? Kind.OUT_OF_ORDER : Kind.ON_TIME;
    }

    /** The event time, epoch ms, that a message of this kind has when it is due at {@code dueMs}. */
    static long eventTimeMs(Kind kind, long dueMs, SplittableRandom random) {
        return switch (kind) {
            case ON_TIME, MALFORMED -> dueMs;
            case OUT_OF_ORDER -> dueMs - random.nextInt(1, MOST_OUT_OF_ORDER_MS + 1);
            case LATE -> dueMs - random.nextInt(LEAST_LATE_MS, MOST_LATE_MS + 1);
        };
    }

    /** A message that cannot become a row, made of one that could. */
    static Message spoil(Device device, long timeMs, byte[] good, SplittableRandom random) {
        Fault fault = Fault.ALL[random.nextInt(Fault.ALL.length)];
        byte[] payload = switch (fault) {
            case CUT_JSON -> Arrays.copyOf(good, good.length - 1 - random.nextInt(good.length / 2));
            case NOT_JSON -> "ERR 17: sensor bus".getBytes(StandardCharsets.US_ASCII);
            case NOT_UTF8 -> notUtf8(good);
            case WRONG_TYPE -> device.payloadOfWrongType(timeMs);
            case WITHOUT_TIME -> "{\"hello\":\"world\"}".getBytes(StandardCharsets.US_ASCII);
            case EMPTY -> EMPTY;
            // Kafka has no levels to leave out.
            case WRONG_TOPIC -> device.topicWithoutDevice() == null ? EMPTY : good;
        };
        String without = fault == Fault.WRONG_TOPIC ? device.topicWithoutDevice() : null;
        return device.message(Kind.MALFORMED, without == null ? device.topic() : without, payload);
    }

    /** Breaks the text of the first name in the object, which stays JSON but for its encoding. */
    private static byte[] notUtf8(byte[] good) {
        byte[] broken = good.clone();
        broken[2] = (byte) 0xC3;
        broken[3] = (byte) 0x28;
        return broken;
    }
}
