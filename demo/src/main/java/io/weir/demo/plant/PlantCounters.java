package io.weir.demo.plant;

import io.weir.demo.plant.Message.Kind;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts messages. Any thread. */
final class PlantCounters {
    private final long startNanos = System.nanoTime();
    /** Filled when made, only read afterwards; so is the next. */
    private final Map<Family, LongAdder> sentByFamily = adders(Family.class);

    private final Map<Kind, LongAdder> sentByKind = adders(Kind.class);
    private final LongAdder acked = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void sent(Message message) {
        adder(sentByFamily, message.family()).increment();
        adder(sentByKind, message.kind()).increment();
    }

    void acked() {
        acked.increment();
    }

    void failed() {
        failed.increment();
    }

    PlantReport report(boolean last, long behindMs) {
        long press = sent(Family.PRESS);
        long pump = sent(Family.PUMP);
        long cell = sent(Family.CELL);
        long room = sent(Family.ROOM);
        return new PlantReport(
                last,
                (System.nanoTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1),
                press + pump + cell + room,
                acked.sum(),
                failed.sum(),
                press + pump,
                cell + room,
                press,
                pump,
                cell,
                room,
                sent(Kind.MALFORMED),
                sent(Kind.LATE),
                sent(Kind.OUT_OF_ORDER),
                behindMs);
    }

    private long sent(Family family) {
        return adder(sentByFamily, family).sum();
    }

    private long sent(Kind kind) {
        return adder(sentByKind, kind).sum();
    }

    private static <K extends Enum<K>> LongAdder adder(Map<K, LongAdder> adders, K key) {
        return Objects.requireNonNull(adders.get(key));
    }

    private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> keys) {
        Map<K, LongAdder> adders = new EnumMap<>(keys);
        for (K key : EnumSet.allOf(keys)) {
            adders.put(key, new LongAdder());
        }
        return adders;
    }
}
