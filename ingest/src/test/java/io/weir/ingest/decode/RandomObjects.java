package io.weir.ingest.decode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Objects as devices send them, with what a stream reads and with what it does not. */
public final class RandomObjects {
    private RandomObjects() {}

    /** Writes objects in some format. */
    public interface Writer {
        void object(int members);

        void endObject();

        void array(int elements);

        void endArray();

        void name(String name);

        void text(String text);

        void integer(long value);

        void real(double value);

        void bool(boolean value);

        void nothing();
    }

    /** A row for {@code Streams.usual()}; null for a member that is null. */
    public static Map<String, @Nullable Object> row(Random random) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("ts", (long) random.nextInt(1_000_000_000));
        maybe(random, row, "seq", random.nextLong());
        maybe(random, row, "temp", Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
        maybe(random, row, "unread", value(random, 3));
        Map<String, @Nullable Object> loc = new LinkedHashMap<>();
        maybe(random, loc, "hall", "nörth");
        maybe(random, loc, "line", (long) random.nextInt(5));
        maybe(random, row, "loc", loc);
        maybe(random, row, "on", random.nextBoolean());
        maybe(random, row, "name", random.nextInt(20) == 0 ? "x".repeat(70_000) : "spindle " + random.nextInt(40));
        maybe(random, row, "at", (long) random.nextInt());
        return row;
    }

    private static void maybe(Random random, Map<String, @Nullable Object> row, String name, @Nullable Object value) {
        switch (random.nextInt(4)) {
            case 0 -> {
                // absent
            }
            case 1 -> row.put(name, random.nextBoolean() ? null : value);
            default -> row.put(name, value);
        }
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> random.nextLong() >> random.nextInt(64);
            case 1 -> random.nextGaussian() * 1e10;
            case 2 -> random.nextBoolean();
            case 3 -> null;
            case 4 -> "te\"xt\n" + random.nextInt();
            case 5 -> (double) (float) random.nextGaussian();
            case 6 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int n = random.nextInt(20); n > 0; n--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int n = random.nextInt(20); n > 0; n--) {
                    map.put("m" + n, value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    /** Writes a value. */
    public static void write(@Nullable Object value, Writer out) {
        if (value instanceof Map<?, ?> map) {
            out.object(map.size());
            map.forEach((name, member) -> {
                out.name((String) name);
                write(member, out);
            });
            out.endObject();
        } else if (value instanceof List<?> list) {
            out.array(list.size());
            list.forEach(it -> write(it, out));
            out.endArray();
        } else if (value instanceof String text) {
            out.text(text);
        } else if (value instanceof Long number) {
            out.integer(number);
        } else if (value instanceof Double number) {
            out.real(number);
        } else if (value instanceof Boolean bool) {
            out.bool(bool);
        } else {
            out.nothing();
        }
    }
}
